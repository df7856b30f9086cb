package dev.tfgate.rules;

import dev.tfgate.trust.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a module from outside the checkout is one that {@code modules.allow} names. */
final class RemoteModule {
  private RemoteModule() {}

  /**
   * Returns why a source is not allowed, as the end of a sentence; empty where it is.
   *
   * <p>Of the query only {@code ref} may be there, once: other parameters name keys, or change what
   * is fetched. A registry source has no ref; there {@code ref_regex} is about the version.
   *
   * @param source as written
   * @param version the argument {@code version}; empty where it is absent or no constant string
   */
  static Optional<String> refusal(String source, Optional<String> version, Trust trust) {
    int question = source.indexOf('?');
    String address = question < 0 ? source : source.substring(0, question);
    List<String> refs = new ArrayList<>();
    if (question >= 0) {
      for (String parameter : source.substring(question + 1).split("&", -1)) {
        if (!parameter.startsWith("ref=")) {
          return Optional.of(
              "has the parameter '%s', which can change what is fetched".formatted(parameter));
        }
        refs.add(parameter.substring("ref=".length()));
      }
    }
    if (refs.size() > 1 || refs.stream().anyMatch(ref -> !isPlainRef(ref))) {
      return Optional.of("has a ref that git could take for an option or for several");
    }
    if (List.of(address.split("/")).contains("..") || address.contains("%")) {
      return Optional.of("has a path that leads elsewhere than it says");
    }
    List<Trust.ModuleSource> named =
        trust.modules().stream().filter(allowed -> allowed.source().matches(address)).toList();
    if (named.isEmpty()) {
      return Optional.of("is none that modules.allow of gate.yaml names");
    }
    String pin = refs.isEmpty() ? version.orElse("") : refs.getFirst();
    for (Trust.ModuleSource allowed : named) {
      if (allowed.ref() == null || allowed.ref().matches(pin)) {
        return Optional.empty();
      }
    }
    return Optional.of(
        pin.isEmpty()
            ? "names no ref, and modules.allow of gate.yaml demands one"
            : "has the ref '%s', which modules.allow of gate.yaml does not admit".formatted(pin));
  }

  private static boolean isPlainRef(String ref) {
    for (int i = 0; i < ref.length(); i++) {
      char c = ref.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '_'
              || c == '/'
              || (c == '-' && i > 0);
      if (!plain) {
        return false;
      }
    }
    return !ref.isEmpty() && !ref.contains("..");
  }
}
