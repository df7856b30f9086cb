package dev.tfgate.hcl;

/**
 * A parsed file.
 *
 * @param name the name that was given to the parser
 * @param syntax the syntax that it was written in
 * @param source its text
 * @param body its top-level arguments and blocks
 */
public record HclFile(String name, Syntax syntax, Source source, Body body) {
  /** The two syntaxes of HCL. */
  public enum Syntax {
    /** The native syntax: {@code resource "a" "b" {}}. */
    NATIVE,
    /** The JSON syntax: {@code {"resource":{"a":{"b":{}}}}}. */
    JSON
  }
}
