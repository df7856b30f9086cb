package dev.tfgate.dispatch.cloud;

import dev.tfgate.google.CloudBuilds;
import java.time.Duration;

/**
 * How long a dispatch waits for what.
 *
 * @param call for one request
 * @param poll between two looks at the builds that run
 * @param settledAfterError after this time a request that was answered with an error shows no build
 *     any more, where it has shown none
 * @param settledAfterSilence the same for a request that was not answered
 * @param renewAfter a claim that is older is renewed before its build is asked for
 */
record Timing(
    Duration call,
    Duration poll,
    Duration settledAfterError,
    Duration settledAfterSilence,
    Duration renewAfter) {
  /** What holds for Google's service. */
  static final Timing USUAL =
      new Timing(
          Duration.ofSeconds(10),
          Duration.ofSeconds(5),
          Duration.ofSeconds(5),
          CloudBuilds.SETTLED_AFTER,
          Duration.ofSeconds(20));
}
