package dev.tfgate.cel;

import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node of a checked expression that can be evaluated. */
sealed interface Term {
  /** Returns the value: null, text, number, boolean, {@link Fields}, {@link Items} or unknown. */
  @Nullable Object eval(Frame frame) throws EvaluationException;

  /** Adds the names of the parts that it reads of the variable in a slot. */
  default void addParts(int slot, Set<String> names) {
    switch (this) {
      case Literal literal -> {}
      case Variable variable -> {}
      case Select(var operand, var name, var at) -> addPart(operand, name, slot, names);
      case Has(var operand, var name, var at) -> addPart(operand, name, slot, names);
      case Index(var operand, var key, var at) -> addParts(List.of(operand, key), slot, names);
      case OptionalIndex(var operand, var key, var at) -> {
        if (key instanceof Literal(String name)) {
          addPart(operand, name, slot, names);
        }
        addParts(List.of(operand, key), slot, names);
      }
      case Call(var function, var arguments, var at) -> addParts(arguments, slot, names);
      case Matches(var text, var pattern, var at) -> text.addParts(slot, names);
      case Or(var left, var right, var at) -> addParts(List.of(left, right), slot, names);
      case And(var left, var right, var at) -> addParts(List.of(left, right), slot, names);
      case Conditional(var condition, var whenTrue, var whenFalse, var at) ->
          addParts(List.of(condition, whenTrue, whenFalse), slot, names);
      case NotFalse(var operand) -> operand.addParts(slot, names);
      case ListOf(var elements, var optional) -> addParts(elements, slot, names);
      case MapOf(var keys, var values, var optional, var at) -> {
        addParts(keys, slot, names);
        addParts(values, slot, names);
      }
      case Append(var list, var element) -> element.addParts(slot, names);
      case Fold fold ->
          addParts(
              List.of(fold.range(), fold.initial(), fold.condition(), fold.step(), fold.result()),
              slot,
              names);
    }
  }

  private static void addPart(Term operand, String name, int slot, Set<String> names) {
    if (operand instanceof Variable variable && variable.slot() == slot) {
      names.add(name);
    }
    operand.addParts(slot, names);
  }

  private static void addParts(List<Term> terms, int slot, Set<String> names) {
    terms.forEach(term -> term.addParts(slot, names));
  }

  /** A constant. */
  record Literal(@Nullable Object value) implements Term {
    @Override
    public @Nullable Object eval(Frame frame) {
      return value;
    }
  }

  /** A variable of the environment or of a comprehension. */
  record Variable(String name, int slot) implements Term {
    @Override
    public @Nullable Object eval(Frame frame) throws EvaluationException {
      Object value = frame.slots[slot];
      if (value instanceof Failure failure) {
        throw failure.cause();
      }
      return value;
    }
  }

  /** What a step of a comprehension failed with; a later step may make up for it. */
  record Failure(EvaluationException cause) {}

  /** {@code operand.name}. */
  record Select(Term operand, String name, int at) implements Term {
    @Override
    public @Nullable Object eval(Frame frame) throws EvaluationException {
      frame.step();
      frame.setDecisive(false);
      return Reading.field(frame, operand.eval(frame), name, at);
    }
  }

  /** {@code has(operand.name)}. */
  record Has(Term operand, String name, int at) implements Term {
    @Override
    public Object eval(Frame frame) throws EvaluationException {
      frame.step();
      boolean decisive = frame.takeDecisive();
      Object target = operand.eval(frame);
      frame.setDecisive(decisive);
      return Reading.has(frame, target, name, at);
    }
  }

  /** {@code operand[key]}. */
  record Index(Term operand, Term key, int at) implements Term {
    @Override
    public @Nullable Object eval(Frame frame) throws EvaluationException {
      frame.step();
      frame.setDecisive(false);
      return Reading.element(frame, operand.eval(frame), key.eval(frame), at);
    }
  }

  /** {@code operand.?name}, {@code operand[?key]}. */
  record OptionalIndex(Term operand, Term key, int at) implements Term {
    @Override
    public Object eval(Frame frame) throws EvaluationException {
      frame.step();
      frame.setDecisive(false);
      Object target = operand.eval(frame);
      if (target instanceof Maybe maybe) {
        if (!maybe.present()) {
          return Maybe.NONE;
        }
        target = maybe.value();
      }
      Object found = Reading.element(frame, target, key.eval(frame), at);
      return switch (found) {
        case null -> Maybe.NONE;
        case Unknown unknown -> unknown;
        default -> Maybe.of(found);
      };
    }
  }

  /** A call of a function or an operator that takes its arguments evaluated. */
  record Call(Function function, List<Term> arguments, int at) implements Term {
    @Override
    public @Nullable Object eval(Frame frame) throws EvaluationException {
      frame.step();
      boolean decisive = frame.takeDecisive();
      @Nullable Object[] values = new @Nullable Object[arguments.size()];
      boolean known = true;
      for (int i = 0; i < values.length; i++) {
        values[i] = arguments.get(i).eval(frame);
        known &= !(values[i] instanceof Unknown);
      }
      frame.setDecisive(decisive);
      try {
        return known ? function.apply(frame, values) : function.applyUnknown(frame, values, 0);
      } catch (EvaluationException e) {
        throw e.at(at);
      }
    }
  }

  /** {@code text.matches("pattern")}. */
  record Matches(Term text, Pattern pattern, int at) implements Term {
    @Override
    public @Nullable Object eval(Frame frame) throws EvaluationException {
      frame.step();
      frame.setDecisive(false);
      Object value = text.eval(frame);
      return value instanceof Unknown unknown
          ? Reading.choices(frame, unknown, choice -> found(frame, choice))
          : found(frame, value);
    }

    private boolean found(Frame frame, @Nullable Object value) throws EvaluationException {
      return FunctionTable.matches(frame, Text.of(value, at), pattern);
    }
  }

  /** {@code left || right}: true where one is, whatever the other. */
  record Or(Term left, Term right, int at) implements Term {
    @Override
    public Object eval(Frame frame) throws EvaluationException {
      return Logic.decide(frame, left, right, true, at);
    }
  }

  /** {@code left && right}: false where one is, whatever the other. */
  record And(Term left, Term right, int at) implements Term {
    @Override
    public Object eval(Frame frame) throws EvaluationException {
      return Logic.decide(frame, left, right, false, at);
    }
  }

  /** {@code condition ? whenTrue : whenFalse}. */
  record Conditional(Term condition, Term whenTrue, Term whenFalse, int at) implements Term {
    @Override
    public @Nullable Object eval(Frame frame) throws EvaluationException {
      frame.step();
      boolean decisive = frame.takeDecisive();
      Object decided = Logic.truth(condition.eval(frame), at);
      frame.setDecisive(decisive);
      if (decided instanceof Boolean chosen) {
        return (chosen ? whenTrue : whenFalse).eval(frame);
      }
      if (whenTrue instanceof Append kept
          && kept.eval(frame)
              instanceof ItemList(List<@Nullable Object> elements, String open, int certain)) {
        // A filter that can't tell: the element may be there.
        return new ItemList(elements, ((Unknown) decided).names());
      }
      List<@Nullable Object> choices = new ArrayList<>(2);
      choices.add(whenTrue.eval(frame));
      frame.setDecisive(decisive);
      choices.add(whenFalse.eval(frame));
      return Function.merge(frame, ((Unknown) decided), choices);
    }
  }

  /** Whether a comprehension goes on: it does unless this is false. */
  record NotFalse(Term operand) implements Term {
    @Override
    public Object eval(Frame frame) throws EvaluationException {
      try {
        return !Boolean.FALSE.equals(operand.eval(frame));
      } catch (EvaluationException e) {
        if (e.isExhausted()) {
          throw e;
        }
        return true;
      }
    }
  }

  /** {@code [a, b]}. */
  record ListOf(List<Term> elements, Set<Integer> optional) implements Term {
    @Override
    public Object eval(Frame frame) throws EvaluationException {
      frame.step();
      frame.setDecisive(false);
      List<@Nullable Object> values = new ArrayList<>(elements.size());
      for (int i = 0; i < elements.size(); i++) {
        Object value = elements.get(i).eval(frame);
        if (optional.contains(i) && value instanceof Maybe maybe) {
          if (maybe.present()) {
            values.add(maybe.value());
          }
        } else {
          values.add(value);
        }
      }
      return new ItemList(values, null);
    }
  }

  /** <code>{"a": b}</code>. */
  record MapOf(List<Term> keys, List<Term> values, Set<Integer> optional, int at) implements Term {
    @Override
    public Object eval(Frame frame) throws EvaluationException {
      frame.step();
      frame.setDecisive(false);
      Map<String, @Nullable Object> parts = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        Object key = keys.get(i).eval(frame);
        if (key instanceof Unknown unknown) {
          return unknown.bare();
        }
        Object value = values.get(i).eval(frame);
        if (optional.contains(i) && value instanceof Maybe maybe) {
          if (!maybe.present()) {
            continue;
          }
          value = maybe.value();
        }
        if (key instanceof Double real && real != Math.rint(real)) {
          throw new EvaluationException("the key of a map is text, a whole number or a boolean")
              .at(at);
        }
        String name = Text.of(key, at);
        if (parts.containsKey(name)) {
          throw new EvaluationException("the map has a key twice").at(at);
        }
        parts.put(name, value);
      }
      return new FieldMap(parts);
    }
  }

  /** Adds an element to the list that a comprehension makes. */
  record Append(int slot, Term element) implements Term {
    @Override
    public @Nullable Object eval(Frame frame) throws EvaluationException {
      frame.element();
      frame.setDecisive(false);
      Object list = frame.slots[slot];
      if (list instanceof Failure failure) {
        throw failure.cause();
      }
      if (list instanceof ItemList(List<@Nullable Object> elements, String open, int certain)) {
        elements.add(element.eval(frame));
      }
      return list;
    }
  }

  /**
   * A comprehension, as CEL's macros make it of {@code exists}, {@code map} and their like.
   *
   * @param first slot of the element; of the index or key, where there is a second variable
   * @param second slot of the element where there are two variables, else -1
   * @param accumulator slot of what is made
   * @param growing whether what is made is a list that grows in place
   */
  record Fold(
      Term range,
      int first,
      int second,
      int accumulator,
      Term initial,
      boolean growing,
      Term condition,
      Term step,
      Term result,
      int at)
      implements Term {
    @Override
    public @Nullable Object eval(Frame frame) throws EvaluationException {
      frame.step();
      boolean decisive = frame.takeDecisive();
      Object over = range.eval(frame);
      return switch (over) {
        case null -> run(frame, ItemList.EMPTY, null, decisive);
        case Unknown unknown -> unknown.bare();
        case Items items -> run(frame, items, null, decisive);
        case Fields fields when second < 0 && isBlock(fields) ->
            run(frame, new ItemList(Collections.singletonList(fields), null), null, decisive);
        case Fields fields -> {
          List<@Nullable Object> names = new ArrayList<>(fields.names());
          frame.work(names.size());
          yield run(
              frame, new ItemList(names, fields.open()), second < 0 ? null : fields, decisive);
        }
        default ->
            throw new EvaluationException(
                    "%s can't be gone through: it is no list and no map"
                        .formatted(Reading.describe(over)))
                .at(at);
      };
    }

    /**
     * Whether it is a nested block that a JSON file writes as an object, not as a list of one: its
     * parts are read, and it isn't a map of such objects. Names of a map are texts.
     */
    private boolean isBlock(Fields fields) {
      Set<String> parts = new HashSet<>();
      step.addParts(first, parts);
      return parts.stream().anyMatch(fields::has)
          || (!parts.isEmpty()
              && (fields.names().isEmpty()
                  || !fields.names().stream()
                      .allMatch(name -> fields.get(name) instanceof Fields)));
    }

    /**
     * Goes over elements, or over the names of parts.
     *
     * @param parts what the elements are the names of, where there is a second variable for them
     */
    private @Nullable Object run(Frame frame, Items items, @Nullable Fields parts, boolean decisive)
        throws EvaluationException {
      start(frame);
      String open = items.open();
      int certain = items.certain();
      Object withoutOthers = frame.slots[accumulator];
      for (int i = 0; i < items.size() && goesOn(frame); i++) {
        Object element = frame.see(items.get(i));
        if (second < 0) {
          frame.slots[first] = element;
        } else if (parts == null) {
          frame.slots[first] = open == null || i < certain ? (Object) (long) i : Unknown.of(open);
          frame.slots[second] = element;
        } else {
          frame.slots[first] = element;
          frame.slots[second] = frame.see(parts.get(String.valueOf(element)));
        }
        frame.setDecisive(decisive);
        advance(frame);
        if (i < certain) {
          withoutOthers = frame.slots[accumulator];
        }
      }
      frame.setDecisive(false);
      Object last = frame.slots[accumulator];
      Object made = result.eval(frame);
      if (open == null || made instanceof Unknown) {
        return made;
      }
      if (made instanceof ItemList list) {
        return new ItemList(list.elements(), open);
      }
      if (!(made instanceof Boolean truth)) {
        return Unknown.of(open);
      }
      if ((last != null && last.equals(withoutOthers)) || (decisive && truth)) {
        return made;
      }
      // Elements that may be missing, or be there more than once, have changed something.
      frame.slots[accumulator] = withoutOthers;
      return truth.equals(result.eval(frame))
          ? Unknown.of(open)
          : Unknown.oneOf(open, List.of(true, false));
    }

    private void start(Frame frame) throws EvaluationException {
      frame.slots[accumulator] =
          growing ? new ItemList(new ArrayList<>(), null) : initial.eval(frame);
    }

    private boolean goesOn(Frame frame) throws EvaluationException {
      frame.step();
      return !Boolean.FALSE.equals(condition.eval(frame));
    }

    private void advance(Frame frame) throws EvaluationException {
      try {
        frame.slots[accumulator] = step.eval(frame);
      } catch (EvaluationException e) {
        if (e.isExhausted()) {
          throw e;
        }
        frame.slots[accumulator] = new Failure(e);
      }
    }
  }
}
