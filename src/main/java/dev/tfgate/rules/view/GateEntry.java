package dev.tfgate.rules.view;

import dev.tfgate.report.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Entries of {@code gate.yaml} as a message writes them: on one line, and without secrets. */
public final class GateEntry {
  private static final int LONGEST = 120;
  private static final int LONGEST_STATE = 240;

  private GateEntry() {}

  /**
   * The entry of a list of states.
   *
   * @param arguments patterns by name
   * @return the entry; empty where a value can't be shown
   */
  public static Optional<String> state(String type, Map<String, String> arguments) {
    if (!type.matches("[0-9a-z_]+")) {
      return Optional.empty();
    }
    List<String> shown = new ArrayList<>();
    for (Map.Entry<String, String> argument : arguments.entrySet()) {
      String name = argument.getKey();
      String value = argument.getValue();
      if (!name.matches("[a-z_][a-z0-9_.]*")
          || !isPlain(value)
          || !Redaction.isHarmless(name, value)) {
        return Optional.empty();
      }
      shown.add("%s: \"%s\"".formatted(name, value));
    }
    String entry = "{type: %s, arguments: {%s}}".formatted(type, String.join(", ", shown));
    return entry.length() > LONGEST_STATE ? Optional.empty() : Optional.of(entry);
  }

  /** Whether a text can stand in quotes, and holds no user of an address. */
  public static boolean isPlain(String text) {
    return text.length() <= LONGEST
        && !text.isEmpty()
        && text.indexOf(dev.tfgate.text.Glob.HOLE) < 0
        && Redaction.of(text).equals(text)
        && text.chars().noneMatch(c -> c == '"' || c == '\\' || c < ' ')
        && !(text.contains("://") && text.contains("@"));
  }
}
