package dev.tfgate.report;

import java.util.Map;

/**
 * What a report says about a rule or policy, besides its findings.
 *
 * @param id kebab-case, unique among rules and policies
 * @param title a few words, without a full stop
 * @param enforcement as configured for this run
 * @param layer the part of the checkout it looks at
 * @param summary what it flags and why, in a sentence or two of plain text
 */
public record RuleDescription(
    String id, String title, Enforcement enforcement, Layer layer, String summary) {
  /** Returns the same rule with the enforcement that is configured for it, where one is. */
  public RuleDescription under(Map<String, Enforcement> enforcements) {
    return with(enforcements.getOrDefault(id, enforcement));
  }

  /** Returns the same rule with another enforcement. */
  public RuleDescription with(Enforcement configured) {
    return new RuleDescription(id, title, configured, layer, summary);
  }
}
