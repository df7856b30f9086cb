package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.trust.Trust;

/**
 * What surrounds a directory that is checked.
 *
 * @param checkout the whole tree
 * @param configuration every directory of it
 * @param trust what the trust directory says
 */
public record Scope(Checkout checkout, Configuration configuration, Trust trust) {}
