package dev.tfgate.rules;

import java.util.Map;
import java.util.Optional;

/** Which state may be used where the trust directory lists none. */
final class StateArguments {
  private StateArguments() {}

  /**
   * Returns why a state is not allowed, as the end of a sentence; empty where it is.
   *
   * @param type of the backend
   * @param arguments name → value, empty where that is no constant string
   */
  static Optional<String> refusal(String type, Map<String, Optional<String>> arguments) {
    switch (type) {
      case "local" -> {
        return arguments.isEmpty()
            ? Optional.empty()
            : Optional.of(
                "has the argument '"
                    + arguments.keySet().iterator().next()
                    + "': local state is allowed without arguments only");
      }
      case "gcs" -> {
        for (Map.Entry<String, Optional<String>> argument : arguments.entrySet()) {
          String name = argument.getKey();
          if (!name.equals("bucket") && !name.equals("prefix")) {
            return Optional.of(
                "has the argument '"
                    + name
                    + "', which can send the build's credentials elsewhere: only bucket and prefix"
                    + " are allowed");
          }
          if (argument.getValue().isEmpty()) {
            return Optional.of("has a '" + name + "' that is no constant string");
          }
        }
        return arguments.size() == 2
            ? Optional.empty()
            : Optional.of("must name both bucket and prefix");
      }
      default -> {
        return Optional.of(
            "is of the type '"
                + type
                + "': only local and gcs are allowed, since other types can run programs or send"
                + " the state elsewhere");
      }
    }
  }
}
