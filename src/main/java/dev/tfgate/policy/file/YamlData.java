package dev.tfgate.policy.file;

import dev.tfgate.yaml.ScalarType;
import dev.tfgate.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** YAML as plain values: maps, lists, text, {@link Long}, {@link Double}, {@link Boolean}, null. */
public final class YamlData {
  private YamlData() {}

  /** Returns what the node holds; an alias is null. */
  public static @Nullable Object of(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping mapping -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (YamlNode.Entry entry : mapping.entries()) {
          map.putIfAbsent(entry.key().text(), of(entry.value()));
        }
        yield map;
      }
      case YamlNode.Sequence sequence -> {
        List<@Nullable Object> list = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
          list.add(of(item));
        }
        yield list;
      }
      case YamlNode.Scalar scalar -> scalar(scalar.text(), scalar.type());
      case YamlNode.Alias alias -> null;
    };
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
