package dev.tfgate.rules.provider;

import dev.tfgate.terraform.values.Possible;
import java.util.regex.Pattern;

/** Names of regions and locations, which clouds put into the names of their hosts. */
final class RegionName {
  private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z-]*");

  private RegionName() {}

  /** Whether it is known, and can stand in the name of a host without changing it. */
  static boolean isTold(Possible region) {
    return !region.options().isEmpty()
        && region.options().stream()
            .allMatch(
                option ->
                    option.isNull()
                        || (option instanceof Possible.Text text
                            && text.literal()
                                .filter(name -> PLAIN.matcher(name).matches())
                                .isPresent()));
  }
}
