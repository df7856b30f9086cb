package dev.tfgate.cel;

import java.util.LinkedHashMap;
import java.util.Map;

/** What an expression may do with a variable, as far as that is known before there is data. */
public sealed interface Type {
  /** A type of which nothing more is known. */
  enum Simple implements Type {
    TEXT,
    INTEGER,
    BOOLEAN,
    /** Anything: arguments that a provider's schema governs. */
    ANY
  }

  /** A list. */
  record ListType(Type element) implements Type {}

  /** A map from text. */
  record MapType(Type value) implements Type {}

  /**
   * A value with known fields: another one is an error.
   *
   * @param name for messages
   * @param fields by name; may be filled after construction, for types may contain themselves
   */
  record Struct(String name, Map<String, Type> fields) implements Type {
    /** A type whose fields are yet to be added. */
    public Struct(String name) {
      this(name, new LinkedHashMap<>());
    }

    /** Adds a field. */
    public Struct with(String field, Type type) {
      fields.put(field, type);
      return this;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Struct struct && struct.name.equals(name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
