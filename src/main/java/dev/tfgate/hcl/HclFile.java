package dev.tfgate.hcl;

import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A parsed file. */
public final class HclFile {
  /** The two syntaxes of HCL. */
  public enum Syntax {
    /** The native syntax: {@code resource "a" "b" {}}. */
    NATIVE,
    /** The JSON syntax: {@code {"resource":{"a":{"b":{}}}}}. */
    JSON
  }

  private final String name;
  private final Syntax syntax;
  private final Source source;
  private final Body body;
  private final @Nullable Set<String> functions;
  private @Nullable Object made;

  /**
   * A file.
   *
   * @param functions the names of all functions that are called in it; null where they are not
   *     known
   */
  HclFile(String name, Syntax syntax, Source source, Body body, @Nullable Set<String> functions) {
    this.name = name;
    this.syntax = syntax;
    this.source = source;
    this.body = body;
    this.functions = functions;
  }

  /** The name that was given to the parser. */
  public String name() {
    return name;
  }

  /** The syntax that it was written in. */
  public Syntax syntax() {
    return syntax;
  }

  /** Its text. */
  public Source source() {
    return source;
  }

  /** Its top-level arguments and blocks. */
  public Body body() {
    return body;
  }

  /**
   * Whether a function may be called whose name fits, for which its expressions have to be looked
   * at: of the JSON syntax that is not known before.
   */
  public boolean mayCall(Predicate<String> name) {
    if (functions == null) {
      return true;
    }
    for (String function : functions) {
      if (name.test(function)) {
        return true;
      }
    }
    return false;
  }

  /**
   * What a package above makes of the file, which doesn't change, so that it need be made once.
   *
   * @param make makes it where it was not made yet; its fields are final
   */
  public <T> T made(Class<T> type, Function<HclFile, T> make) {
    Object known = made;
    if (!type.isInstance(known)) {
      known = make.apply(this);
      made = known;
    }
    return type.cast(known);
  }
}
