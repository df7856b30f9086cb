package dev.tfgate.report;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a format needs besides the report.
 *
 * @param lines looks up the source lines that findings point at
 * @param rules looks up what findings name
 * @param color whether text is coloured with ANSI sequences
 * @param columns width that text is wrapped to
 * @param quiet whether text leaves out all that is not a finding or an error
 * @param everything whether text folds nothing
 * @param contact whom to ask about mandatory findings, or null
 */
public record Rendering(
    SourceLines lines,
    RuleCatalogue rules,
    boolean color,
    int columns,
    boolean quiet,
    boolean everything,
    @Nullable String contact) {
  /** Narrowest text. */
  private static final int MINIMUM = 40;

  public Rendering {
    columns = Math.max(MINIMUM, columns);
  }

  /** The line of a file, with secrets hidden; empty where it was not read as text. */
  Optional<String> line(String path, int line) {
    return lines.line(path, line).map(Redaction::of);
  }

  /** Returns the same for a file: without colour, 80 columns wide, nothing left out. */
  public Rendering forFile() {
    return new Rendering(lines, rules, false, 80, false, true, contact);
  }
}
