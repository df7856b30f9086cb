package dev.tfgate.terraform.values;

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
   *     the directory
   * @param contentOf the path in the checkout of the file whose content it is; null where it is
   *     none
   */
  record Hole(Kind kind, String why, @Nullable String contentOf) implements Piece {
    /** A hole that is no content of a file. */
    public Hole(Kind kind, String why) {
      this(kind, why, null);
    }
  }

  /** What may stand in a hole. */
  enum Kind {
    /** A name that is neither empty nor hidden nor starts with a tilde, and holds no slash. */
    NAME,
    /** Such names, joined by slashes. */
    BELOW,
    /** Anything without a slash: {@code ..} too. */
    SEGMENT,
    /** Anything. */
    ANY,
    /** Anything, and it comes from an object that Terraform manages or reads. */
    OBJECT,
    /** The absolute path of the directory in which Terraform runs. */
    ROOT_DIRECTORY,
    /** The path of the module, in a form that depends on where Terraform runs. */
    MODULE_DIRECTORY
  }
}
