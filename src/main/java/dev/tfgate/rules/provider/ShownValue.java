package dev.tfgate.rules.provider;

import dev.tfgate.rules.view.Admission;
import dev.tfgate.rules.view.GateEntry;
import dev.tfgate.rules.view.KnownTexts;
import dev.tfgate.rules.view.NotKnown;
import dev.tfgate.terraform.values.Possible;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The value of an argument as a message shows it, and the entry of {@code gate.yaml} that would
 * admit it.
 *
 * @param found a sentence with a space before it, or ""
 * @param entry the entry, or a name for it
 */
record ShownValue(String found, String entry) {
  private static final int MOST = 3;

  /** How {@link Admission#shown} writes a part that is not known. */
  private static final String HOLE = "${…}";

  private static final List<String> SECRETS =
      List.of("token", "secret", "password", "credential", "key", "header", "auth", "cert");

  /**
   * Returns what to show.
   *
   * @param argument its name in {@code gate.yaml}
   * @param value what it can be, or null where it is a block
   */
  static ShownValue of(String argument, @Nullable Possible value) {
    if (value == null) {
      return new ShownValue("", "{argument: %s, any: true}".formatted(argument));
    }
    ShownValue named =
        new ShownValue("", "its value with {argument: %s, value: \"…\"}".formatted(argument));
    if (maySecret(argument)) {
      return named;
    }
    Optional<String> single = Admission.shown(value);
    if (single.isPresent() && !single.get().equals(HOLE)) {
      String text = single.get();
      if (!isPlain(text)) {
        return named;
      }
      return new ShownValue(
          text.contains(HOLE)
              ? " Its value is '%s', of which a part is not known.".formatted(text)
              : " Its value is '%s'.".formatted(text),
          entry(argument, text.replace(HOLE, "*")));
    }
    KnownTexts known = KnownTexts.of(value);
    if (known.unknown().isPresent()) {
      return new ShownValue(
          " Its value is not known: %s.".formatted(NotKnown.clause(known.unknown().get())),
          "{argument: %s, any: true}".formatted(argument));
    }
    if (known.texts().size() > MOST || !known.texts().stream().allMatch(ShownValue::isPlain)) {
      return named;
    }
    return new ShownValue(
        " Its value can be %s."
            .formatted(
                known.texts().stream()
                    .map(text -> "'" + text + "'")
                    .collect(Collectors.joining(" or "))),
        known.texts().stream()
            .map(text -> entry(argument, text))
            .collect(Collectors.joining(" and ")));
  }

  private static String entry(String argument, String value) {
    return "{argument: %s, value: \"%s\"}".formatted(argument, value);
  }

  private static boolean maySecret(String argument) {
    String name = argument.toLowerCase(Locale.ROOT);
    return SECRETS.stream().anyMatch(name::contains);
  }

  /** Whether a text can stand in quotes, and an entry means it and no other. */
  private static boolean isPlain(String text) {
    return Admission.isExpressible(text) && GateEntry.isPlain(text);
  }
}
