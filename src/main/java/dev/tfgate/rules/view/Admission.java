package dev.tfgate.rules.view;

import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Texts;
import dev.tfgate.text.Glob;
import java.util.List;
import java.util.Optional;

/**
 * Whether a pattern of {@code gate.yaml} admits a value, whichever of those that are possible it
 * has: known parts must fit, and a star covers a part that is not known.
 */
public final class Admission {
  private Admission() {}

  /** Whether the pattern admits all that the value can be; a list where it admits each element. */
  public static boolean admits(Glob pattern, Possible value) {
    List<Possible> options = value.options();
    if (options.isEmpty()) {
      return false;
    }
    for (Possible option : options) {
      boolean admitted =
          switch (option) {
            case Possible.Sequence(var elements, var set) ->
                !elements.isEmpty() && elements.stream().allMatch(each -> admits(pattern, each));
            case Possible.Repeated repeated ->
                !repeated.mayBeMap() && admits(pattern, repeated.element());
            case Possible.Mapping mapping -> false;
            default -> text(option).filter(pattern::matches).isPresent();
          };
      if (!admitted) {
        return false;
      }
    }
    return true;
  }

  /** The value as text with a hole for each part that is not known; empty where it has none. */
  private static Optional<String> text(Possible option) {
    if (!(Texts.of(option) instanceof Possible.Text(var pieces))) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    for (Piece piece : pieces) {
      switch (piece) {
        case Piece.Literal(var known) -> text.append(known);
        case Piece.Hole hole -> text.append(Glob.HOLE);
      }
    }
    return Optional.of(text.toString());
  }

  /**
   * The value as a message shows it: known parts as they are, the others as {@code ${…}}; empty
   * where it is no text.
   */
  public static Optional<String> shown(Possible value) {
    return value.options().size() == 1
        ? text(value.options().getFirst())
            .map(text -> text.replace(String.valueOf(Glob.HOLE), "${…}"))
        : Optional.empty();
  }
}
