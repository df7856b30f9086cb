package dev.tfgate.dispatch.local;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tfgate.report.Printable;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;

/** How a CI system shows the output of one root among many: under a line that opens and closes. */
enum Fold {
  GITHUB,
  GITLAB,
  AZURE,
  TEAMCITY,
  BUILDKITE,
  /** A log that folds nothing. */
  NONE;

  private static final int MOST_LINES = 40;

  /** Returns the one of the CI system whose environment this is. */
  static Fold of(Map<String, String> environment) {
    if (environment.containsKey("GITHUB_ACTIONS")) {
      return GITHUB;
    }
    if (environment.containsKey("GITLAB_CI")) {
      return GITLAB;
    }
    if (environment.containsKey("TF_BUILD")) {
      return AZURE;
    }
    if (environment.containsKey("TEAMCITY_VERSION")) {
      return TEAMCITY;
    }
    return environment.containsKey("BUILDKITE") ? BUILDKITE : NONE;
  }

  /**
   * Shows a log, which holds nothing that gives a command to a CI system.
   *
   * @param title of one line, printable
   * @param number tells this fold from the others
   * @param whole whether all of it is shown, or its end alone
   */
  void show(String title, Path log, int number, boolean whole, PrintStream out) throws IOException {
    long now = Instant.now().getEpochSecond();
    out.print(
        switch (this) {
          case GITHUB -> "::group::" + title + "\n";
          case AZURE -> "##[group]" + title + "\n";
          case GITLAB ->
              "\033[0Ksection_start:%d:tfgate_%d[collapsed=true]\r\033[0K%s\n"
                  .formatted(now, number, title);
          case TEAMCITY -> "##teamcity[blockOpened name='%s']\n".formatted(teamCity(title));
          case BUILDKITE -> "--- " + title + "\n";
          case NONE -> "\n== " + title + "\n";
        });
    copy(log, whole, out);
    out.print(
        switch (this) {
          case GITHUB -> "::endgroup::\n";
          case AZURE -> "##[endgroup]\n";
          case GITLAB ->
              "\033[0Ksection_end:%d:tfgate_%d\r\033[0K\n"
                  .formatted(Instant.now().getEpochSecond(), number);
          case TEAMCITY -> "##teamcity[blockClosed name='%s']\n".formatted(teamCity(title));
          case BUILDKITE, NONE -> "";
        });
    out.flush();
  }

  private static String teamCity(String text) {
    return text.replaceAll("([|'\\[\\]])", "|$1");
  }

  private static void copy(Path log, boolean whole, PrintStream out) throws IOException {
    Deque<String> last = new ArrayDeque<>();
    int dropped = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(Files.newInputStream(log), UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        // Streams of JSON stand in a log as they are.
        last.add("  " + Printable.line(line.replace("\t", "    ")));
        if (whole) {
          out.println(last.remove());
        } else if (last.size() > MOST_LINES) {
          last.remove();
          dropped++;
        }
      }
    }
    if (dropped > 0) {
      out.println("  … %d more lines in %s".formatted(dropped, Printable.line(log.toString())));
    }
    last.forEach(out::println);
  }
}
