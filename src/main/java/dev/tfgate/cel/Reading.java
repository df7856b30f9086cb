package dev.tfgate.cel;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Access to parts of values. What isn't there is null, and so are its parts, where CEL itself would
 * raise an error: an argument that isn't written is null to Terraform. A list of one block reads
 * like the block.
 */
final class Reading {
  private Reading() {}

  static @Nullable Object field(Frame frame, @Nullable Object target, String name, int at)
      throws EvaluationException {
    if (target instanceof Fields fields) {
      return frame.see(fields.get(name));
    }
    return switch (target) {
      case null -> null;
      case Unknown unknown -> choices(frame, unknown, choice -> field(frame, choice, name, at));
      case Items items -> items.size() == 0 ? null : field(frame, only(frame, items, at), name, at);
      case Maybe maybe -> {
        Object found = maybe.present() ? field(frame, maybe.value(), name, at) : null;
        yield found == null ? Maybe.NONE : found instanceof Unknown ? found : Maybe.of(found);
      }
      default ->
          throw new EvaluationException(
                  "there is no \"%s\" in %s".formatted(name, describe(target)))
              .at(at);
    };
  }

  static Object has(@Nullable Object target, String name, int at) throws EvaluationException {
    return switch (target) {
      case null -> false;
      case Fields fields -> fields.has(name);
      case Unknown unknown -> unknown.bare();
      case Items items -> {
        if (items.size() == 0) {
          yield false;
        }
        if (items.size() > 1) {
          throw several(items, at);
        }
        yield has(items.get(0) instanceof Secret secret ? secret.value() : items.get(0), name, at);
      }
      case Maybe maybe -> maybe.present() && Boolean.TRUE.equals(has(maybe.value(), name, at));
      default -> false;
    };
  }

  static @Nullable Object element(
      Frame frame, @Nullable Object target, @Nullable Object key, int at)
      throws EvaluationException {
    if (key instanceof Unknown unknown) {
      return unknown.bare();
    }
    switch (target) {
      case null -> {
        return null;
      }
      case Unknown unknown -> {
        return choices(frame, unknown, choice -> element(frame, choice, key, at));
      }
      case Fields fields -> {
        if (key instanceof Double real && real != Math.rint(real)) {
          throw new EvaluationException("the key of a map is text, a whole number or a boolean")
              .at(at);
        }
        String name = Text.of(key, at);
        // A block that a JSON file writes as an object, not as a list of one.
        return key instanceof Long index && index == 0 && !fields.has(name)
            ? fields
            : frame.see(fields.get(name));
      }
      case Items items -> {
        if (key instanceof String name) {
          return field(frame, items, name, at);
        }
        if (key instanceof Double real && real != Math.rint(real)) {
          throw new EvaluationException("the index of a list is a whole number").at(at);
        }
        long index = key instanceof Number number ? number.longValue() : -1;
        if (index >= 0 && index < items.size()) {
          return frame.see(items.get((int) index));
        }
        return items.open() == null ? null : Unknown.of(items.open());
      }
      case Maybe maybe -> {
        Object found = maybe.present() ? element(frame, maybe.value(), key, at) : null;
        return found == null ? Maybe.NONE : found instanceof Unknown ? found : Maybe.of(found);
      }
      default ->
          throw new EvaluationException("%s has no elements".formatted(describe(target))).at(at);
    }
  }

  private static @Nullable Object only(Frame frame, Items items, int at)
      throws EvaluationException {
    if (items.size() > 1) {
      throw several(items, at);
    }
    return frame.see(items.get(0));
  }

  private static EvaluationException several(Items items, int at) {
    return new EvaluationException(
            "there are %d of these blocks, not one: use .exists(b, …), .all(b, …) or [0]"
                .formatted(items.size()))
        .at(at);
  }

  /** What happens to each value that an unknown one can be. */
  interface Step {
    @Nullable Object apply(@Nullable Object choice) throws EvaluationException;
  }

  /** What a step gives for each value that an unknown one can be. */
  static @Nullable Object choices(Frame frame, Unknown unknown, Step step)
      throws EvaluationException {
    if (unknown.choices().isEmpty()) {
      return unknown.bare();
    }
    List<@Nullable Object> results = new ArrayList<>();
    for (Object choice : unknown.choices()) {
      results.add(step.apply(choice));
    }
    return Function.merge(frame, unknown, results);
  }

  /** Returns what a value is, in words; never the value. */
  static String describe(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> "text";
      case Boolean truth -> "a boolean";
      case Number number -> "a number";
      case Items items -> "a list";
      case Fields fields -> "an object";
      case Maybe maybe -> "an optional value";
      case Unknown unknown -> "an unknown value";
      default -> "something else";
    };
  }
}
