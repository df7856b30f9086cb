package dev.tfgate.gate;

import dev.tfgate.report.Mode;
import dev.tfgate.report.Report;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.nio.file.Path;
import java.time.LocalDate;

/** Checks a checkout of a test without the network, on the first day of 2027. */
public final class CheckRun {
  private CheckRun() {}

  /** Returns what the check finds in CI mode, by that trust directory. */
  public static Report inCi(Path checkout, Path trust) {
    return in(Mode.CI, checkout, trust);
  }

  /** Returns what the check finds in that mode. */
  static Report in(Mode mode, Path checkout, Path trust) {
    try (Gate.Outcome outcome =
        Gate.check(
            new CheckRequest(
                "0",
                checkout,
                new RunMode(mode, "a test"),
                new TrustLocation(trust.toAbsolutePath(), "--trust"),
                Stores.offline(),
                null,
                LocalDate.of(2027, 1, 1)))) {
      return outcome.report();
    }
  }
}
