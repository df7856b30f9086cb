package dev.tfgate.yaml;

import org.jspecify.annotations.Nullable;

/**
 * Something wrong with a YAML file.
 *
 * @param kind what sort of thing is wrong
 * @param file the file's name as the user knows it
 * @param position where in the file, or null for the file as a whole
 * @param message what is wrong and what was expected
 */
public record Problem(Kind kind, String file, @Nullable Position position, String message) {
  /** The sorts of problem, for callers that judge them differently. */
  public enum Kind {
    /** Not UTF-8. */
    ENCODING,
    /** Not YAML. */
    SYNTAX,
    /** A key stands twice in one mapping; parsers disagree on which one wins. */
    DUPLICATE_KEY,
    /** An anchor or an alias: the value stands elsewhere than the reader looks. */
    ALIAS,
    /** An explicit type tag. */
    TAG,
    /** More than one document in the file. */
    DOCUMENTS,
    /** Too large or nested too deeply. */
    LIMIT,
    /** Valid YAML with the wrong content: an unknown key, a wrong type, a bad value. */
    CONTENT
  }

  /** Returns {@code file:line:column: message}, the form editors and terminals make clickable. */
  @Override
  public String toString() {
    return position == null ? file + ": " + message : file + ":" + position + ": " + message;
  }
}
