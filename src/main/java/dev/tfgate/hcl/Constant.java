package dev.tfgate.hcl;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value that an expression has whatever the variables are. */
public sealed interface Constant {

  /** A string. */
  record Text(String value) implements Constant {}

  /** A number. */
  record Numeric(BigDecimal value) implements Constant {}

  /** {@code true} or {@code false}. */
  record Bool(boolean value) implements Constant {}

  /** {@code null}. */
  record Null() implements Constant {}

  /** A tuple. */
  record TupleValue(List<Constant> elements) implements Constant {
    /** Copies the elements. */
    public TupleValue {
      elements = List.copyOf(elements);
    }
  }

  /** An object; a name that was given twice has its last value. */
  record ObjectMap(Map<String, Constant> attributes) implements Constant {
    /** Copies the attributes, keeping their order. */
    public ObjectMap {
      attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
    }
  }
}
