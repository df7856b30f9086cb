package dev.tfgate.terraform.evaluation;

import dev.tfgate.hcl.Source;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Texts;
import org.jspecify.annotations.Nullable;

/** Names that stand for values inside a block or a {@code for}: {@code each}, iterators. */
public final class Bindings {
  /** No names. */
  public static final Bindings NONE =
      new Bindings("", Possible.nothing(), null, null, false, false);

  private final String name;
  private final Possible value;
  private final @Nullable Bindings outer;
  private final @Nullable Source source;
  private final boolean closed;
  private final boolean plain;

  private Bindings(
      String name,
      Possible value,
      @Nullable Bindings outer,
      @Nullable Source source,
      boolean closed,
      boolean plain) {
    this.name = name;
    this.value = value;
    this.outer = outer;
    this.source = source;
    this.closed = closed;
    this.plain = plain;
  }

  /** No names but those that will be added: not even those of the module. */
  static Bindings ofTemplate() {
    return new Bindings("", Possible.nothing(), null, null, true, false);
  }

  /** No names at all: strings of JSON are plain text there, and no templates. */
  static Bindings ofConstants() {
    return new Bindings("", Possible.nothing(), null, null, true, true);
  }

  /** The same names for an expression of that file. */
  Bindings in(Source file) {
    return new Bindings(name, value, outer, file, closed, plain);
  }

  /** The file that the expression stands in; null where nobody asks for it. */
  @Nullable Source source() {
    return source;
  }

  /** These names and one more, which may hide another. */
  Bindings with(String name, Possible value) {
    return new Bindings(written(name), value, this, source, closed, plain);
  }

  /** The value of that name, or null where it has none. */
  @Nullable Possible get(String read) {
    String name = written(read);
    for (Bindings at = this; at != null; at = at.outer) {
      if (at.name.equals(name) && !name.isEmpty()) {
        return at.value;
      }
    }
    return null;
  }

  /** A template is a string to Terraform, so names in it are composed as all strings are. */
  private String written(String name) {
    return closed ? Texts.composed(name) : name;
  }

  /** Whether names that are not bound have no meaning at all. */
  boolean closed() {
    return closed;
  }

  /** Whether a string of JSON is plain text, and no template. */
  boolean plain() {
    return plain;
  }
}
