package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.Configuration;

/**
 * What surrounds a directory that is checked.
 *
 * @param checkout the whole tree
 * @param configuration every directory of it
 * @param settings what the trust directory says
 * @param limits of parsing
 */
public record Scope(
    Checkout checkout, Configuration configuration, Settings settings, Limits limits) {}
