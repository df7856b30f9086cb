package dev.tfgate.rules.view;

import dev.tfgate.facts.Facts;
import dev.tfgate.trust.Trust;

/**
 * What surrounds a plan that is checked.
 *
 * @param trust what the platform team decides
 * @param facts what is known of the providers
 * @param root the directory that the plan was made in, relative to the checkout; "." at the top
 */
public record PlanScope(Trust trust, Facts facts, String root) {}
