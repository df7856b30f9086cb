package dev.tfgate.dispatch.local;

import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of a root.
 *
 * @param path of the root
 * @param wave in which it was to run
 * @param end how it ended
 * @param code what a process of its own would have ended with
 * @param message why it didn't pass, in a sentence; else empty
 * @param changes of its plan, such as {@code +1 ~0 -0}; else empty
 * @param took from its start to its end
 * @param log where its output is; null where it did not run
 * @param outcomes of its own checks: of its plan, or of the checkout for it alone
 */
record RootResult(
    String path,
    int wave,
    End end,
    ExitCode code,
    String message,
    String changes,
    Duration took,
    @Nullable Path log,
    List<Gate.Outcome> outcomes) {
  RootResult {
    outcomes = List.copyOf(outcomes);
  }

  /** How a root ended. */
  enum End {
    PASSED("passed"),
    BEFORE("done before"),
    FINDINGS("findings"),
    REFUSED("refused"),
    FAILED("failed"),
    NOT_RUN("not run"),
    ELSEWHERE("of another program");

    private final String word;

    End(String word) {
      this.word = word;
    }

    /** For a table. */
    String word() {
      return word;
    }

    static End of(ExitCode code) {
      return switch (code) {
        case PASSED -> PASSED;
        case FINDINGS -> FINDINGS;
        case USAGE -> REFUSED;
        case UNDECIDED -> FAILED;
      };
    }
  }

  /** A root that did not run, with the reason. */
  static RootResult notRun(String path, int wave, End end, ExitCode code, String why) {
    return new RootResult(path, wave, end, code, why, "", Duration.ZERO, null, List.of());
  }

  /** Whether others may build upon it. */
  boolean isDone() {
    return code == ExitCode.PASSED;
  }
}
