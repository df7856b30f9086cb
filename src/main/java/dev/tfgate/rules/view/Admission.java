package dev.tfgate.rules.view;

import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Texts;
import dev.tfgate.text.Glob;
import java.util.ArrayList;
import java.util.Collection;
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
    return !options.isEmpty() && options.stream().allMatch(option -> admitsOption(pattern, option));
  }

  /**
   * Whether each of those that the value can be is admitted by one of the patterns; what is null is
   * not set.
   */
  public static boolean admit(Collection<Glob> patterns, Possible value) {
    List<Possible> options = value.options();
    if (options.isEmpty() || patterns.isEmpty()) {
      return false;
    }
    for (Possible option : options) {
      if (!option.isNull()
          && patterns.stream().noneMatch(pattern -> admitsOption(pattern, option))) {
        return false;
      }
    }
    return true;
  }

  private static boolean admitsOption(Glob pattern, Possible option) {
    return switch (option) {
      case Possible.Sequence(var elements, var set) ->
          !elements.isEmpty() && elements.stream().allMatch(each -> admits(pattern, each));
      case Possible.Repeated repeated ->
          !repeated.mayBeMap() && admits(pattern, repeated.element());
      case Possible.Mapping mapping -> false;
      default -> text(option).filter(pattern::matches).isPresent();
    };
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

  /** Whether a pattern can mean this text and no other: a star in one stands for anything. */
  public static boolean isExpressible(String text) {
    return text.indexOf('*') < 0 && text.indexOf(Glob.HOLE) < 0;
  }

  /** Whether patterns can mean what the value can be, and what is not known of it. */
  public static boolean isExpressible(Possible value) {
    return value.options().stream()
        .map(Texts::of)
        .allMatch(
            option ->
                !(option instanceof Possible.Text(var pieces))
                    || pieces.stream()
                        .allMatch(
                            piece ->
                                !(piece instanceof Piece.Literal(var known))
                                    || isExpressible(known)));
  }

  /**
   * Patterns that together admit the value, with a star for each part that is not known; none where
   * it is no text.
   */
  public static List<String> patterns(Possible value) {
    List<String> patterns = new ArrayList<>();
    for (Possible option : value.options()) {
      if (!option.isNull()) {
        Optional<String> text = text(option);
        if (text.isEmpty()) {
          return List.of();
        }
        patterns.add(text.get().replace(Glob.HOLE, '*'));
      }
    }
    return patterns.stream().distinct().toList();
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
