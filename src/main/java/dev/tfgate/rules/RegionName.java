package dev.tfgate.rules;

import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import java.util.regex.Pattern;

/** Names of regions and locations, which clouds put into the names of their hosts. */
final class RegionName {
  private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z-]*");

  /** What ends the name of a host in a URL, or what stands before it. */
  private static final Pattern ENDS_HOST = Pattern.compile("[/?#@:\\\\%\\p{Cntrl}]");

  private RegionName() {}

  /** Whether it is known, and can stand in the name of a host without changing it. */
  static boolean isTold(Possible region) {
    return !region.options().isEmpty()
        && region.options().stream()
            .allMatch(
                option ->
                    option.isNull()
                        || option instanceof Possible.Text text
                            && text.literal()
                                .filter(name -> PLAIN.matcher(name).matches())
                                .isPresent());
  }

  /** Whether it is known to hold what would make another host of the name. */
  static boolean isOther(Possible region) {
    return region.options().stream()
        .anyMatch(
            option ->
                option instanceof Possible.Text text
                    && text.pieces().stream()
                        .anyMatch(
                            piece ->
                                piece instanceof Piece.Literal(var literal)
                                    && ENDS_HOST.matcher(literal).find()));
  }
}
