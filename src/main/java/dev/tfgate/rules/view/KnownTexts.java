package dev.tfgate.rules.view;

import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import dev.tfgate.terraform.values.Texts;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The strings that a value can be, for what takes no others than those that are known.
 *
 * @param texts each that is known
 * @param unknown what the rest comes from; empty where there is none
 */
public record KnownTexts(List<String> texts, Optional<String> unknown) {
  /** What a value can be as a string. */
  public static KnownTexts of(Possible value) {
    Set<String> texts = new LinkedHashSet<>();
    Optional<String> unknown = Optional.empty();
    for (Possible option : Texts.of(value).options()) {
      Optional<String> text =
          option instanceof Possible.Text known ? known.literal() : Optional.empty();
      text.ifPresent(texts::add);
      if (text.isEmpty()) {
        unknown = Optional.of(why(option));
      }
    }
    return new KnownTexts(
        List.copyOf(texts),
        texts.isEmpty() && unknown.isEmpty() ? Optional.of("it has no value") : unknown);
  }

  private static String why(Possible option) {
    if (option instanceof Possible.Text(var pieces)) {
      for (Piece piece : pieces) {
        if (piece instanceof Piece.Hole hole) {
          return hole.reason();
        }
      }
    }
    return option instanceof Possible.Unknown unknown ? unknown.why() : "it may be no string";
  }
}
