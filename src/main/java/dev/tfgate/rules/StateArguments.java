package dev.tfgate.rules;

import dev.tfgate.trust.Trust.AllowedBackend;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Whether a state, as a backend or as remote state, is one that the trust directory allows. */
final class StateArguments {
  private StateArguments() {}

  /**
   * Returns why a state is not allowed, as the end of a sentence; empty where it is.
   *
   * @param type of the backend
   * @param arguments name → value, empty where that is no constant string
   * @param root the root that uses it, which {@code {root}} stands for
   */
  static Optional<String> refusal(
      String type,
      Map<String, Optional<String>> arguments,
      List<AllowedBackend> allowed,
      String root) {
    List<AllowedBackend> sameType =
        allowed.stream().filter(one -> one.type().equals(type)).toList();
    if (sameType.isEmpty()) {
      return Optional.of(
          "is of the type '%s', and allowed is only %s: other types can run programs at init or send the state elsewhere"
              .formatted(
                  type,
                  allowed.stream()
                      .map(AllowedBackend::type)
                      .distinct()
                      .collect(Collectors.joining(", "))));
    }
    for (Map.Entry<String, Optional<String>> argument : arguments.entrySet()) {
      if (sameType.stream().noneMatch(one -> one.arguments().containsKey(argument.getKey()))) {
        return Optional.of(
            "has the argument '%s', which is not allowed for %s: some arguments run programs or send the build's credentials elsewhere"
                .formatted(argument.getKey(), type));
      }
      if (argument.getValue().isEmpty()) {
        return Optional.of(
            "has the argument '%s', which is no constant string, so what it will be can't be told"
                .formatted(argument.getKey()));
      }
    }
    Map<String, String> given = new TreeMap<>();
    arguments.forEach((name, value) -> given.put(name, value.orElse("")));
    if (sameType.stream().anyMatch(one -> one.matches(type, given, root))) {
      return Optional.empty();
    }
    return Optional.of(
        "is %s, and allowed here is %s: another state could be read or overwritten"
            .formatted(
                described(type, given),
                sameType.stream()
                    .map(one -> described(type, inRoot(one, root)))
                    .distinct()
                    .limit(3)
                    .collect(Collectors.joining(", or "))));
  }

  private static Map<String, String> inRoot(AllowedBackend allowed, String root) {
    Map<String, String> arguments = new TreeMap<>();
    allowed.arguments().forEach((name, glob) -> arguments.put(name, glob.replace("{root}", root)));
    return arguments;
  }

  private static String described(String type, Map<String, String> arguments) {
    return arguments.isEmpty()
        ? type + " without arguments"
        : arguments.entrySet().stream()
            .map(argument -> "%s '%s'".formatted(argument.getKey(), argument.getValue()))
            .collect(Collectors.joining(", ", type + " with ", ""));
  }
}
