package dev.tfgate.hcl;

import java.util.List;

/**
 * A block: {@code type "label" { body }}.
 *
 * @param type its type; the key in JSON
 * @param typeRange where the type stands. Blocks that share a JSON key share this range, and it
 *     lies outside of {@code range}
 * @param labels its labels; the keys below the type in JSON
 * @param body its content
 * @param range the whole block, from the type to the closing brace. In JSON from the last key above
 *     the body, or from the body's own bracket where it is an element of an array, to the end of
 *     the body
 */
public record Block(
    String type, SourceRange typeRange, List<Label> labels, Body body, SourceRange range) {
  /** Copies the labels. */
  public Block {
    labels = List.copyOf(labels);
  }

  /** The value of the label at {@code index}, or an empty string where there are fewer labels. */
  public String label(int index) {
    return index < labels.size() ? labels.get(index).value() : "";
  }

  /** The line in which the block starts. */
  public int line() {
    return range.startLine();
  }
}
