package dev.tfgate.cel;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One evaluation: the values of the variables, and what it may still spend. */
final class Frame {
  /** Terms evaluated, elements visited, characters looked at or made. */
  private static final int MOST_WORK = 5_000_000;

  /** Characters of texts that are made. */
  private static final int MOST_CHARACTERS = 8_000_000;

  /** Elements of lists and maps that are made. */
  private static final int MOST_ELEMENTS = 500_000;

  final @Nullable Object[] slots;

  /**
   * Whether what is evaluated now is as true as the whole condition: nothing negates it, compares
   * it or chooses by it.
   */
  private boolean decisive;

  private final boolean showing;
  private int work;
  private int characters;
  private int elements;

  /**
   * @param showing whether the result is shown, so that secrets stay hidden
   */
  Frame(int slots, boolean showing) {
    this.slots = new @Nullable Object[slots];
    this.showing = showing;
  }

  /** Whether what is evaluated now is as true as the whole condition; its parts are not. */
  boolean takeDecisive() {
    boolean taken = decisive;
    decisive = false;
    return taken;
  }

  /** What is evaluated next is as true as the whole condition, or isn't. */
  void setDecisive(boolean decisive) {
    this.decisive = decisive;
  }

  void step() throws EvaluationException {
    if (++work > MOST_WORK) {
      throw exhausted();
    }
  }

  void work(int amount) throws EvaluationException {
    work = (int) Math.min((long) work + amount, Integer.MAX_VALUE);
    if (work > MOST_WORK) {
      throw exhausted();
    }
  }

  /** Accounts for a text that was made. */
  String made(String text) throws EvaluationException {
    characters += text.length();
    if (characters > MOST_CHARACTERS) {
      throw exhausted();
    }
    work(text.length());
    return text;
  }

  /** Accounts for an element that was made. */
  void element() throws EvaluationException {
    step();
    if (++elements > MOST_ELEMENTS) {
      throw exhausted();
    }
  }

  /**
   * What holds of something that may be missing.
   *
   * @param there what holds where it is there
   * @param missing what holds where it is not
   * @param open what decides whether it is
   */
  Object mayMiss(Object there, boolean missing, String open) {
    return there.equals(missing) || there instanceof Unknown || (decisive && there.equals(true))
        ? there
        : Unknown.oneOf(open, List.of(there, missing));
  }

  private static EvaluationException exhausted() {
    return EvaluationException.exhausted(
        "the data makes the expression take more than %d steps, %d characters or %d elements, the limit"
            .formatted(MOST_WORK, MOST_CHARACTERS, MOST_ELEMENTS));
  }

  /**
   * What the evaluation sees of a value that was read from data. What is shown hides secrets, and
   * has the name of what isn't known in its place.
   */
  @Nullable Object see(@Nullable Object value) {
    if (value instanceof Secret secret) {
      return showing ? Secret.SHOWN : secret.value();
    }
    return showing && value instanceof Unknown unknown && unknown.choices().isEmpty()
        ? unknown.prefix() + "${" + unknown.names() + "}" + unknown.suffix()
        : value;
  }
}
