package dev.tfgate.report;

import java.util.Locale;
import java.util.Optional;

/** A way to print a {@link Report}. */
public enum Format {
  /** For people: grouped by file, with source lines, and a one-line verdict last. */
  TEXT,
  /** tfgate's own JSON, described by {@code docs/schema/check.schema.json}. */
  JSON,
  /** SARIF 2.1.0. */
  SARIF,
  /** JUnit XML, one test case a finding. */
  JUNIT,
  /** Workflow commands of GitHub Actions. */
  GITHUB,
  /** Code Quality report of GitLab. */
  GITLAB,
  /** A comment for a pull request, shortened to what hosts accept. */
  MARKDOWN,
  /** One page for a browser, with all in it, that reaches no network. */
  HTML;

  /** Returns the lower-case word used on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns the format written as {@code word}, or empty where there is none of that name. */
  public static Optional<Format> of(String word) {
    for (Format format : values()) {
      if (format.word().equals(word)) {
        return Optional.of(format);
      }
    }
    return Optional.empty();
  }
}
