package dev.tfgate.cel;

import java.util.ArrayList;
import java.util.Arrays;
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
      case Items items -> ofOnly(frame, items, name, at);
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

  /** The part of the only block of a list; null where there is none. */
  private static @Nullable Object ofOnly(Frame frame, Items items, String name, int at)
      throws EvaluationException {
    String open = items.open();
    if (items.size() == 0) {
      return open == null ? null : Unknown.of(open);
    }
    Object first = only(frame, items, at);
    if (open != null && !(first instanceof Fields)) {
      // What is open may be a set or a map: both have elements.
      return Unknown.of(open);
    }
    Object found = field(frame, first, name, at);
    return open == null || items.certain() > 0
        ? found
        : Function.merge(frame, Unknown.of(open), Arrays.asList(found, null));
  }

  static Object has(Frame frame, @Nullable Object target, String name, int at)
      throws EvaluationException {
    return switch (target) {
      case null -> false;
      case Fields fields -> has(frame, fields, name);
      case Unknown unknown -> truth(frame, unknown, choice -> has(frame, choice, name, at));
      case Items items -> {
        String open = items.open();
        if (items.size() == 0) {
          yield open == null ? (Object) false : Unknown.of(open);
        }
        if (items.size() > 1) {
          throw several(items, at);
        }
        Object first = items.get(0);
        Object there =
            has(frame, first instanceof Secret secret ? secret.value() : first, name, at);
        yield open == null || items.certain() > 0
            ? there
            : first instanceof Fields ? frame.mayMiss(there, false, open) : Unknown.of(open);
      }
      case Maybe maybe ->
          maybe.present() && Boolean.TRUE.equals(has(frame, maybe.value(), name, at));
      default -> false;
    };
  }

  /** Whether there is a part of that name; one that is null in some of its choices may be none. */
  static Object has(Frame frame, Fields fields, String name) {
    if (!fields.has(name)) {
      return false;
    }
    if (!(fields.get(name) instanceof Unknown unknown) || unknown.choices().isEmpty()) {
      return true;
    }
    boolean some = false;
    boolean all = true;
    for (Object choice : unknown.choices()) {
      some |= choice != null;
      all &= choice != null;
    }
    return all ? true : some ? frame.mayMiss(true, false, unknown.names()) : (Object) false;
  }

  private static Object truth(Frame frame, Unknown unknown, Step step) throws EvaluationException {
    Object found = choices(frame, unknown, step);
    return found == null ? unknown.bare() : found;
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
        String open = items.open();
        if (index >= 0 && index < (open == null ? items.size() : items.certain())) {
          return frame.see(items.get((int) index));
        }
        return open == null || index < 0 ? null : any(frame, items, open);
      }
      case Maybe maybe -> {
        Object found = maybe.present() ? element(frame, maybe.value(), key, at) : null;
        return found == null ? Maybe.NONE : found instanceof Unknown ? found : Maybe.of(found);
      }
      default ->
          throw new EvaluationException("%s has no elements".formatted(describe(target))).at(at);
    }
  }

  /** Any of the elements that are not certain, or none. */
  private static @Nullable Object any(Frame frame, Items items, String open)
      throws EvaluationException {
    List<@Nullable Object> all = new ArrayList<>();
    all.add(null);
    for (int i = items.certain(); i < items.size(); i++) {
      all.add(frame.see(items.get(i)));
    }
    return Function.merge(frame, Unknown.of(open), all);
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
    EvaluationException failure = null;
    for (Object choice : unknown.choices()) {
      try {
        results.add(step.apply(choice));
      } catch (EvaluationException e) {
        failure = e.unlessExhausted();
      }
    }
    return Function.merge(frame, unknown, results, failure);
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
