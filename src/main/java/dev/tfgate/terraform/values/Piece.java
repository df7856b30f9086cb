package dev.tfgate.terraform.values;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A piece of a string: text that is known, or a hole. */
public sealed interface Piece {

  /** Whether it is a hole of that kind. */
  default boolean is(Kind kind) {
    return this instanceof Hole hole && hole.kind() == kind;
  }

  /** Text that is known. */
  record Literal(String text) implements Piece {}

  /**
   * Text that is not known.
   *
   * @param kind what is known of it all the same
   * @param why what it comes from, as the start of a sentence; for {@link Kind#MODULE_DIRECTORY}
   *     and {@link Kind#ABSOLUTE_DIRECTORY} the directory, for {@link Kind#HOME} the path as it is
   *     written
   * @param contentOf the path in the checkout of the file whose content it is; null where it is
   *     none
   * @param encoded the value whose JSON it is; null where it is none
   * @param cause the expression that is to blame; no part of what the value is
   */
  record Hole(
      Kind kind,
      String why,
      @Nullable String contentOf,
      @Nullable Possible encoded,
      @Nullable Cause cause)
      implements Piece {
    /** A hole that is no content of anything. */
    public Hole(Kind kind, String why) {
      this(kind, why, null, null, null);
    }

    /** The same hole, with something to blame. */
    public Hole causedBy(Cause expression) {
      return new Hole(kind, why, contentOf, encoded, expression);
    }

    /** What a part of it comes from, for messages: where {@code why} is a path, in words. */
    public String reason() {
      return switch (kind) {
        case ABSOLUTE_DIRECTORY, MODULE_DIRECTORY -> "the absolute path of '" + why + "'";
        case HOME -> "the home directory";
        case ABOVE -> "the directory above the checkout";
        default -> why;
      };
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Hole hole
          && kind == hole.kind
          && why.equals(hole.why)
          && Objects.equals(contentOf, hole.contentOf)
          && encoded == hole.encoded;
    }

    @Override
    public int hashCode() {
      return kind.hashCode() * 31 + why.hashCode();
    }
  }

  /** What may stand in a hole. */
  enum Kind {
    /** A number, or what one is written as. */
    NUMBER,
    /** A name that is neither empty nor hidden nor starts with a tilde, and holds no slash. */
    NAME,
    /** Such names, joined by slashes. */
    BELOW,
    /** Names, hidden ones too, joined by slashes; none of them is {@code ..}. */
    WITHIN,
    /** Anything without a slash: {@code ..} too. */
    SEGMENT,
    /** Anything. */
    ANY,
    /** Anything, and it comes from an object that Terraform manages or reads. */
    OBJECT,
    /** The absolute path of a directory of the checkout. */
    ABSOLUTE_DIRECTORY,
    /** The path of a directory of the checkout, in a form that depends on where Terraform runs. */
    MODULE_DIRECTORY,
    /** A path in the home directory. */
    HOME,
    /** A directory above the checkout. */
    ABOVE,
    /** What Terraform doesn't know either whenever it comes by: a name that stands for nothing. */
    PENDING;

    /** Whether it stands for a directory of the checkout, which {@code why} names. */
    public boolean isDirectory() {
      return this == ABSOLUTE_DIRECTORY || this == MODULE_DIRECTORY;
    }

    /** Whether no slash can stand in it. */
    public boolean isSegment() {
      return this == NUMBER || this == NAME || this == SEGMENT;
    }
  }
}
