package dev.tfgate.rules.state;

import dev.tfgate.trust.Trust.AllowedBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether a state is one that the trust directory allows. */
final class StateArguments {
  private StateArguments() {}

  /**
   * Returns why a state is not allowed, as the end of a sentence; empty where it is.
   *
   * @param all the states that may be used
   * @param type of the backend
   * @param arguments name → value, empty where that is no constant string
   * @param root path of the root, or null where any would do
   */
  static Optional<String> refusal(
      List<AllowedBackend> all,
      String type,
      Map<String, Optional<String>> arguments,
      @Nullable String root) {
    List<AllowedBackend> allowed =
        all.stream().filter(entry -> entry.roots().include(root)).toList();
    List<AllowedBackend> ofType =
        allowed.stream().filter(entry -> entry.type().equals(type)).toList();
    if (ofType.isEmpty()) {
      return Optional.of(
          "is of the type '%s', and only %s may be used: other types can run programs or send the"
                  .formatted(type, types(allowed))
              + " state elsewhere");
    }
    Map<String, String> literals = new TreeMap<>();
    for (Map.Entry<String, Optional<String>> argument : arguments.entrySet()) {
      String name = argument.getKey();
      if (ofType.stream().noneMatch(entry -> entry.arguments().containsKey(name))) {
        return Optional.of(
            "has the argument '%s', which can send the build's credentials or the state elsewhere"
                .formatted(name));
      }
      if (argument.getValue().isEmpty()) {
        return Optional.of("has a '%s' that is not a constant string".formatted(name));
      }
      literals.put(name, argument.getValue().get());
    }
    boolean fits =
        ofType.stream()
            .anyMatch(
                entry ->
                    root == null
                        ? entry.arguments().keySet().equals(literals.keySet())
                        : entry.matches(type, literals, root));
    return fits ? Optional.empty() : Optional.of(difference(ofType, literals, root));
  }

  /**
   * Returns how arguments differ from every state that is allowed, whatever the root is; empty
   * where they fit one.
   *
   * @param arguments name → value, all of them constant strings
   */
  static Optional<String> difference(
      List<AllowedBackend> allowed, String type, Map<String, Optional<String>> arguments) {
    Map<String, String> literals = new TreeMap<>();
    arguments.forEach((name, value) -> literals.put(name, value.orElse("")));
    return allowed.stream().anyMatch(entry -> entry.matches(type, literals, ""))
        ? Optional.empty()
        : Optional.of(
            difference(
                allowed.stream().filter(entry -> entry.type().equals(type)).toList(),
                literals,
                null));
  }

  private static String difference(
      List<AllowedBackend> ofType, Map<String, String> given, @Nullable String root) {
    List<String> choices = new ArrayList<>();
    for (AllowedBackend entry : ofType) {
      List<String> arguments = new ArrayList<>();
      entry
          .arguments()
          .forEach(
              (name, value) ->
                  arguments.add(
                      name
                          + (value.equals("**")
                              ? ""
                              : " '"
                                  + (root == null ? value : value.replace("{root}", root))
                                  + "'")));
      choices.add(arguments.isEmpty() ? "no arguments" : String.join(", ", arguments));
    }
    List<String> has = new ArrayList<>();
    given.forEach((name, value) -> has.add(name + " '" + value + "'"));
    return "has %s, and may have %s only"
        .formatted(
            has.isEmpty() ? "no arguments" : String.join(", ", has), String.join(" or ", choices));
  }

  private static String types(List<AllowedBackend> allowed) {
    List<String> types = allowed.stream().map(AllowedBackend::type).distinct().toList();
    return types.isEmpty() ? "none" : String.join(" and ", types);
  }
}
