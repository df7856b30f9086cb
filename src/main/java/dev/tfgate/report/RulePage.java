package dev.tfgate.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The documentation pages of the built-in rules, which come with the program. */
public final class RulePage {
  private RulePage() {}

  /**
   * Returns the page of a rule as Markdown, or empty where there is none.
   *
   * @throws IOException where the program's own files can't be read
   */
  public static Optional<String> of(String rule) throws IOException {
    if (!isId(rule)) {
      return Optional.empty();
    }
    try (InputStream page = RulePage.class.getClassLoader().getResourceAsStream(path(rule))) {
      return page == null
          ? Optional.empty()
          : Optional.of(new String(page.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Returns where the page of a rule stands in the project, as a path from its top. */
  public static String path(String rule) {
    return "docs/rules/" + rule + ".md";
  }

  private static boolean isId(String rule) {
    for (int i = 0; i < rule.length(); i++) {
      char c = rule.charAt(i);
      if (!(c == '-' || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
        return false;
      }
    }
    return !rule.isEmpty();
  }
}
