package dev.tfgate.cel;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A checked expression, ready to be evaluated any number of times, by several threads too. */
public final class Program {
  private final Term term;
  private final int slots;
  private final Map<String, Integer> variables;
  private final List<List<String>> reads;

  Program(Term term, int slots, Map<String, Integer> variables, List<List<String>> reads) {
    this.term = term;
    this.slots = slots;
    this.variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    this.reads = List.copyOf(reads);
  }

  Term term() {
    return term;
  }

  int slots() {
    return slots;
  }

  Map<String, Integer> slotsByVariable() {
    return variables;
  }

  /** Returns the variables of the environment that the expression mentions. */
  public Set<String> variables() {
    return variables.keySet();
  }

  /**
   * Returns the paths that the expression reads, {@code [resource, role]} for {@code
   * resource.role}, in the order of the expression; those that it only tests for come last.
   */
  public List<List<String>> reads() {
    return reads;
  }

  /**
   * Evaluates the expression. What it sees of secrets decides and must not be shown.
   *
   * @param values by variable; those that are missing are null
   * @return null, text, number, boolean, {@link Fields}, {@link Items} or {@link Unknown}
   * @throws EvaluationException where the expression has no value for these values
   */
  public @Nullable Object decide(Map<String, ? extends @Nullable Object> values)
      throws EvaluationException {
    return evaluate(values, false, true);
  }

  /**
   * Evaluates a condition.
   *
   * @return a boolean or {@link Unknown}
   * @throws EvaluationException where the condition has no such value for these values
   */
  public Object holds(Map<String, ? extends @Nullable Object> values) throws EvaluationException {
    return Logic.truth(decide(values), 0);
  }

  /** As {@link #decide}, for a result that is shown: secrets are hidden. */
  public @Nullable Object show(Map<String, ? extends @Nullable Object> values)
      throws EvaluationException {
    return evaluate(values, true, false);
  }

  private @Nullable Object evaluate(
      Map<String, ? extends @Nullable Object> values, boolean showing, boolean decisive)
      throws EvaluationException {
    Frame frame = new Frame(slots, showing);
    frame.setDecisive(decisive);
    for (Map.Entry<String, Integer> variable : variables.entrySet()) {
      frame.slots[variable.getValue()] = frame.see(values.get(variable.getKey()));
    }
    try {
      return term.eval(frame);
    } catch (StackOverflowError e) {
      throw new EvaluationException("the expression or its data is nested too deeply");
    }
  }
}
