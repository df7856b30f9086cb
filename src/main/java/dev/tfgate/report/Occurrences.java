package dev.tfgate.report;

import java.util.HashMap;
import java.util.Map;

/**
 * Tells findings of one fingerprint apart, for hosts that take equal fingerprints for one finding.
 */
final class Occurrences {
  private final Map<String, Integer> seen = new HashMap<>();

  /** Returns how often the finding's fingerprint was asked for so far, this time included. */
  int next(Finding finding) {
    return seen.merge(finding.fingerprint(), 1, Integer::sum);
  }
}
