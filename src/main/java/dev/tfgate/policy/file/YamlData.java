package dev.tfgate.policy.file;

import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.cel.Unknown;
import dev.tfgate.yaml.PlainReadings;
import dev.tfgate.yaml.ScalarType;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * YAML as plain values: maps, lists, text, {@link Long}, {@link Double}, {@link Boolean}, null. In
 * files of others, what {@code !reference [job, key]} names in the same document stands in its
 * place; elsewhere it is unknown, and so is what {@code !!binary} encodes. A scalar that readers
 * take for different values is any of them. Of other tags only the value counts.
 */
public final class YamlData {
  private static final String REFERENCE = "!reference";

  private static final String BINARY = "tag:yaml.org,2002:binary";

  private final YamlNode root;
  private final boolean foreign;
  private final Set<YamlNode> open = Collections.newSetFromMap(new IdentityHashMap<>());
  private int left = YamlParser.MOST_VALUES;

  private YamlData(YamlNode root, boolean foreign) {
    this.root = root;
    this.foreign = foreign;
  }

  /** Returns what the node of a file of the trust directory holds. */
  public static @Nullable Object of(YamlNode node) {
    return new YamlData(node, false).value(node);
  }

  /**
   * Returns what the document holds, which another program reads by rules of its own, as policies
   * see it: with its keys that have no value.
   */
  public static @Nullable Object ofForeign(YamlNode document) {
    return new YamlData(document, true).value(document);
  }

  /** A mapping, in which a key without a value is there: {@code on: {push: }} names an event. */
  private record Keys(Map<String, @Nullable Object> parts) implements Fields {
    @Override
    public boolean has(String name) {
      return parts.containsKey(name);
    }

    @Override
    public @Nullable Object get(String name) {
      return parts.get(name);
    }

    @Override
    public Set<String> names() {
      return parts.keySet();
    }
  }

  private @Nullable Object value(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping mapping -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
          map.putIfAbsent(entry.key().text(), value(entry.value()));
        }
        yield foreign ? new Keys(map) : map;
      }
      case YamlNode.Sequence sequence -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
          @Nullable Object value = value(item);
          // What a list refers to is one list with it.
          if (isReference(item) && value instanceof ItemList more) {
            list.addAll(more.elements());
          } else {
            list.add(value);
          }
        }
        yield foreign ? new ItemList(list, null) : list;
      }
      case YamlNode.Scalar scalar ->
          foreign && scalar.style() == YamlNode.Style.PLAIN
              ? foreign(scalar)
              : scalar(scalar.text(), scalar.type());
      case YamlNode.Tagged tagged when tagged.tag().equals(BINARY) ->
          Unknown.of("!!binary on line %d".formatted(tagged.start().line()));
      case YamlNode.Tagged tagged ->
          isReference(tagged) ? referenced(tagged) : value(tagged.value());
      case YamlNode.Alias alias -> null;
    };
  }

  private static boolean isReference(YamlNode node) {
    return node instanceof YamlNode.Tagged tagged
        && tagged.tag().equals(REFERENCE)
        && tagged.value() instanceof YamlNode.Sequence;
  }

  private @Nullable Object referenced(YamlNode.Tagged reference) {
    String cause = "%s on line %d".formatted(REFERENCE, reference.start().line());
    @Nullable YamlNode target = root;
    for (YamlNode part : ((YamlNode.Sequence) reference.value()).items()) {
      target =
          target instanceof YamlNode.Mapping mapping && part instanceof YamlNode.Scalar key
              ? mapping.get(key.text()).orElse(null)
              : null;
    }
    if (target == null || target == root || left < 0 || !open.add(reference)) {
      return Unknown.of(cause);
    }
    left -= size(target);
    @Nullable Object value = left < 0 ? Unknown.of(cause) : value(target);
    open.remove(reference);
    return value;
  }

  private static int size(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping mapping ->
          1 + mapping.entries().stream().mapToInt(entry -> size(entry.value())).sum();
      case YamlNode.Sequence sequence ->
          1 + sequence.items().stream().mapToInt(YamlData::size).sum();
      case YamlNode.Tagged tagged -> size(tagged.value());
      case YamlNode.Scalar _, YamlNode.Alias _ -> 1;
    };
  }

  private static @Nullable Object foreign(YamlNode.Scalar scalar) {
    List<@Nullable Object> readings = PlainReadings.of(scalar.text());
    return readings.size() == 1
        ? readings.getFirst()
        : Unknown.oneOf(
            "%s on line %d, which readers of YAML take for different values"
                .formatted(scalar.text(), scalar.start().line()),
            readings);
  }

  private static @Nullable Object scalar(String text, ScalarType type) {
    return switch (type) {
      case TEXT -> text;
      case NULL -> null;
      case BOOLEAN -> Boolean.valueOf(text);
      case INTEGER -> {
        try {
          yield Long.parseLong(text);
        } catch (NumberFormatException e) {
          yield text;
        }
      }
      case FLOAT -> {
        try {
          yield Double.parseDouble(text);
        } catch (NumberFormatException e) {
          yield text;
        }
      }
    };
  }
}
