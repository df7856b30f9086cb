package dev.tfgate.policy;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.cel.Items;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Terraform's functions of known values, as far as their result is told exactly
 * (https://developer.hashicorp.com/terraform/language/functions).
 */
final class PureFunctions {
  private static final int LONGEST = 1 << 20;

  /** Values may share parts, so that a few lines make a value of any size. */
  private static final int MOST_PARTS = 20_000;

  private PureFunctions() {}

  /** The result of a function. It may be null. */
  record Result(@Nullable Object value) {}

  /** Returns what a function gives; empty where that isn't told, or it fails. */
  static Optional<Result> call(String name, List<@Nullable Object> arguments) {
    int[] parts = {0};
    for (Object argument : arguments) {
      if (!isKnown(argument, parts)) {
        return Optional.empty();
      }
    }
    return switch (arguments.size()) {
      case 1 -> ofOne(name, arguments.getFirst());
      case 2 -> ofTwo(name, arguments.getFirst(), arguments.get(1));
      case 3 -> ofThree(name, arguments.getFirst(), arguments.get(1), arguments.get(2));
      default -> Optional.empty();
    };
  }

  /** Whether nothing of a value is unknown; not of one with more than {@link #MOST_PARTS}. */
  private static boolean isKnown(@Nullable Object value, int[] parts) {
    if (++parts[0] > MOST_PARTS) {
      return false;
    }
    boolean known = true;
    switch (value) {
      case Items items -> {
        known = items.open() == null;
        for (int i = 0; known && i < items.size(); i++) {
          known = isKnown(items.get(i), parts);
        }
      }
      case Fields fields -> {
        for (String name : fields.names()) {
          known = known && isKnown(fields.get(name), parts);
        }
      }
      case null, default -> known = Operators.isPlain(value);
    }
    return known;
  }

  private static Optional<Result> result(@Nullable Object value) {
    return Optional.of(new Result(value));
  }

  private static Optional<Result> ofOne(String name, @Nullable Object argument) {
    return switch (argument) {
      case String text -> ofText(name, text);
      case Items items -> ofList(name, elements(items));
      case Fields fields -> ofMap(name, fields);
      case null, default -> Optional.empty();
    };
  }

  private static Optional<Result> ofText(String name, String text) {
    return switch (name) {
      case "lower" -> result(text.toLowerCase(Locale.ROOT));
      case "upper" -> result(text.toUpperCase(Locale.ROOT));
      case "trimspace" -> isAscii(text) ? result(text.strip()) : Optional.empty();
      case "chomp" -> result(text.replaceAll("(\r\n|\r|\n)+\\z", ""));
      case "strrev" ->
          isAscii(text) ? result(new StringBuilder(text).reverse().toString()) : Optional.empty();
      case "length" -> isAscii(text) ? result((long) text.length()) : Optional.empty();
      case "base64encode" ->
          result(Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)));
      case "base64decode" -> base64(text);
      default -> Optional.empty();
    };
  }

  private static Optional<Result> base64(String text) {
    try {
      return result(
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getDecoder().decode(text)))
              .toString());
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static Optional<Result> ofList(String name, List<@Nullable Object> elements) {
    return switch (name) {
      case "length" -> result((long) elements.size());
      case "flatten" -> {
        List<@Nullable Object> flat = new ArrayList<>();
        flatten(elements, flat);
        yield list(flat);
      }
      case "compact" ->
          list(
              elements.stream()
                  .filter(e -> e != null && !e.equals(""))
                  .<Object>map(e -> e)
                  .toList());
      case "reverse" -> {
        List<@Nullable Object> reversed = new ArrayList<>(elements);
        Collections.reverse(reversed);
        yield list(reversed);
      }
      case "sort" -> {
        List<String> texts = texts(elements);
        yield texts.size() == elements.size() && texts.stream().allMatch(PureFunctions::isAscii)
            ? list(texts.stream().sorted().toList())
            : Optional.empty();
      }
      case "alltrue" -> result(elements.stream().allMatch(Boolean.TRUE::equals));
      case "anytrue" -> result(elements.stream().anyMatch(Boolean.TRUE::equals));
      default -> Optional.empty();
    };
  }

  private static void flatten(List<@Nullable Object> elements, List<@Nullable Object> flat) {
    for (Object element : elements) {
      if (element instanceof Items inner) {
        flatten(elements(inner), flat);
      } else {
        flat.add(element);
      }
    }
  }

  private static Optional<Result> ofMap(String name, Fields fields) {
    return switch (name) {
      case "length" -> result((long) fields.names().size());
      case "keys" -> list(new ArrayList<>(new TreeSet<>(fields.names())));
      case "values" -> {
        List<@Nullable Object> values = new ArrayList<>();
        for (String key : new TreeSet<>(fields.names())) {
          values.add(fields.get(key));
        }
        yield list(values);
      }
      default -> Optional.empty();
    };
  }

  private static Optional<Result> ofTwo(
      String name, @Nullable Object first, @Nullable Object second) {
    if (first instanceof String text && second instanceof String other) {
      return switch (name) {
        case "startswith" -> result(text.startsWith(other));
        case "endswith" -> result(text.endsWith(other));
        case "strcontains" -> result(text.contains(other));
        case "trimprefix" -> result(text.startsWith(other) ? text.substring(other.length()) : text);
        case "trimsuffix" ->
            result(text.endsWith(other) ? text.substring(0, text.length() - other.length()) : text);
        case "trim" -> isAscii(other) ? result(trim(text, other)) : Optional.empty();
        case "split" -> text.isEmpty() ? Optional.empty() : split(text, other);
        default -> Optional.empty();
      };
    }
    if (first instanceof String separator && second instanceof Items items) {
      List<String> texts = texts(elements(items));
      return name.equals("join") && texts.size() == items.size()
          ? result(String.join(separator, texts))
          : Optional.empty();
    }
    if (first instanceof Items items) {
      return switch (name) {
        case "contains" -> contains(elements(items), second);
        case "element" ->
            second instanceof Long index && index >= 0 && items.size() > 0
                ? result(items.get((int) (index % items.size())))
                : Optional.empty();
        case "zipmap" -> second instanceof Items values ? zip(items, values) : Optional.empty();
        default -> Optional.empty();
      };
    }
    return Optional.empty();
  }

  private static Optional<Result> split(String separator, String text) {
    List<@Nullable Object> parts = new ArrayList<>();
    int from = 0;
    for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
      parts.add(text.substring(from, at));
      from = at + separator.length();
    }
    parts.add(text.substring(from));
    return list(parts);
  }

  private static String trim(String text, String cutset) {
    int start = 0;
    int end = text.length();
    while (start < end && cutset.indexOf(text.charAt(start)) >= 0) {
      start++;
    }
    while (end > start && cutset.indexOf(text.charAt(end - 1)) >= 0) {
      end--;
    }
    return text.substring(start, end);
  }

  /** Of texts only: other elements may be converted first. */
  private static Optional<Result> contains(List<@Nullable Object> elements, @Nullable Object one) {
    return one instanceof String && texts(elements).size() == elements.size()
        ? result(texts(elements).contains(one))
        : Optional.empty();
  }

  private static Optional<Result> zip(Items names, Items values) {
    List<String> keys = texts(elements(names));
    if (keys.size() != names.size() || keys.size() != values.size()) {
      return Optional.empty();
    }
    Map<String, @Nullable Object> parts = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      parts.put(keys.get(i), values.get(i));
    }
    return result(new FieldMap(parts));
  }

  private static Optional<Result> ofThree(
      String name, @Nullable Object first, @Nullable Object second, @Nullable Object third) {
    if (first instanceof String text
        && second instanceof String part
        && third instanceof String other
        && name.equals("replace")) {
      boolean pattern = part.length() > 1 && part.startsWith("/") && part.endsWith("/");
      return pattern || part.isEmpty() || grows(text, part, other)
          ? Optional.empty()
          : result(text.replace(part, other));
    }
    if (first instanceof String text
        && second instanceof Long from
        && third instanceof Long length
        && name.equals("substr")) {
      return isAscii(text) && from >= 0 && from <= text.length() && length >= -1
          ? result(
              text.substring(
                  from.intValue(),
                  length < 0 ? text.length() : (int) Math.min(text.length(), from + length)))
          : Optional.empty();
    }
    if (first instanceof Items items
        && second instanceof Long from
        && third instanceof Long to
        && name.equals("slice")) {
      return from >= 0 && from <= to && to <= items.size()
          ? list(elements(items).subList(from.intValue(), to.intValue()))
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean grows(String text, String part, String other) {
    return (long) text.length() / part.length() * other.length() > LONGEST;
  }

  private static Optional<Result> list(List<? extends @Nullable Object> elements) {
    return result(ItemList.of(elements));
  }

  private static List<@Nullable Object> elements(Items items) {
    List<@Nullable Object> elements = new ArrayList<>(items.size());
    for (int i = 0; i < items.size(); i++) {
      elements.add(items.get(i));
    }
    return elements;
  }

  private static List<String> texts(List<@Nullable Object> elements) {
    List<String> texts = new ArrayList<>();
    for (Object element : elements) {
      if (element instanceof String text) {
        texts.add(text);
      }
    }
    return texts;
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }
}
