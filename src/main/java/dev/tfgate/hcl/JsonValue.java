package dev.tfgate.hcl;

import java.math.BigDecimal;
import java.util.List;

/** A value in a JSON file. Values may nest as deep as the file is long: don't recurse over them. */
public sealed interface JsonValue {

  /** Where the value stands. */
  SourceRange range();

  /** An object: all of its members in order, repeated names included. */
  record JsonObject(List<Member> members, SourceRange range) implements JsonValue {
    /** A name and its value; {@code nameRange} includes the quotes. */
    public record Member(String name, SourceRange nameRange, JsonValue value) {}

    /** Copies the members. */
    public JsonObject {
      members = List.copyOf(members);
    }
  }

  /** An array. */
  record JsonArray(List<JsonValue> elements, SourceRange range) implements JsonValue {
    /** Copies the elements. */
    public JsonArray {
      elements = List.copyOf(elements);
    }
  }

  /** A string, decoded. */
  record JsonText(String value, SourceRange range) implements JsonValue {}

  /** A number. */
  record JsonNumber(BigDecimal value, SourceRange range) implements JsonValue {}

  /** {@code true} or {@code false}. */
  record JsonBoolean(boolean value, SourceRange range) implements JsonValue {}

  /** {@code null}. */
  record JsonNull(SourceRange range) implements JsonValue {}
}
