package dev.tfgate.report;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The documentation pages of the built-in rules, which come with the program: as files in its
 * folder, and in its jar. A start that opens the jar for one page takes 5 ms more.
 */
public final class RulePage {
  private static final @Nullable String HOME = System.getProperty("tfgate.home");

  private RulePage() {}

  /**
   * Returns the page of a rule as Markdown, or empty where there is none.
   *
   * @throws IOException where the program's own files can't be read
   */
  public static Optional<String> of(String rule) throws IOException {
    return of(rule, HOME);
  }

  /**
   * As above.
   *
   * @param home the folder of the program, or null where only the jar is there
   */
  static Optional<String> of(String rule, @Nullable String home) throws IOException {
    if (!isId(rule)) {
      return Optional.empty();
    }
    if (home != null) {
      Path file = Path.of(home, path(rule));
      if (Files.isRegularFile(file)) {
        return Optional.of(Files.readString(file));
      }
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
