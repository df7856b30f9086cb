package dev.tfgate.rules.module;

import dev.tfgate.trust.Trust;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Which module sources beside relative paths the trust directory admits. */
final class RemoteModule {
  /** A ref that git takes for neither an option nor a way to another place. */
  private static final Pattern PLAIN_REF = Pattern.compile("[0-9A-Za-z][0-9A-Za-z._/+-]*");

  private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{40}|[0-9a-fA-F]{64}");

  private static final Pattern PLAIN_ADDRESS = Pattern.compile("[!-~&&[^%\\\\`\"'<>{}|^?#]]+");

  private RemoteModule() {}

  /** {@code = 1.2.3} is the version 1.2.3. */
  private static String withoutEquals(String version) {
    String stripped = version.strip();
    return stripped.startsWith("=") ? stripped.substring(1).strip() : stripped;
  }

  private static boolean fits(com.google.re2j.@Nullable Pattern wanted, Optional<String> given) {
    return wanted == null || (given.isPresent() && wanted.matches(given.get()));
  }

  /** Whether a source is a path relative to the calling module, as Terraform tells. */
  static boolean isLocal(String source) {
    return source.startsWith("./")
        || source.startsWith("../")
        || source.startsWith(".\\")
        || source.startsWith("..\\");
  }

  /**
   * Returns why a source is not admitted, as a sentence; empty where {@code modules.allow} names
   * it.
   *
   * @param named the version that the call names, for a registry module
   * @param root path of the root that calls it, or null to ask whether any root may
   */
  static Optional<String> refusal(
      String source, Optional<String> named, List<Trust.ModuleSource> all, @Nullable String root) {
    List<Trust.ModuleSource> allowed =
        all.stream().filter(entry -> entry.roots().include(root)).toList();
    int question = source.indexOf('?');
    String address = question < 0 ? source : source.substring(0, question);
    if (!PLAIN_ADDRESS.matcher(address).matches() || address.startsWith("-")) {
      return Optional.of("its address holds characters that can change its meaning");
    }
    String lower = address.toLowerCase(java.util.Locale.ROOT);
    if (lower.contains("ext::")
        || lower.contains("file:")
        || address.startsWith("/")
        || address.startsWith("~")
        || List.of(address.split("/")).contains("..")) {
      return Optional.of("it can run a program or read files of the machine");
    }
    Optional<String> ref = Optional.empty();
    boolean shallow = false;
    if (question >= 0) {
      for (String parameter : source.substring(question + 1).split("&", -1)) {
        if (parameter.startsWith("ref=") && ref.isEmpty()) {
          ref = Optional.of(parameter.substring("ref=".length()));
        } else if (parameter.matches("depth=[0-9]{1,6}")) {
          shallow = true;
        } else {
          return Optional.of("beside one ref and a depth it may have no parameters");
        }
      }
    }
    if (ref.isPresent() && !PLAIN_REF.matcher(ref.get()).matches()) {
      return Optional.of("its ref is not a plain revision");
    }
    Optional<String> version =
        ref.isPresent() ? Optional.empty() : named.map(RemoteModule::withoutEquals);
    if (ref.isEmpty()) {
      ref = version;
    }
    if (shallow && ref.isPresent() && COMMIT.matcher(ref.get()).matches()) {
      return Optional.of(
          "with a depth git takes a branch of that name and never the commit; leave the depth out");
    }
    boolean range = ref.isPresent() && !PLAIN_REF.matcher(ref.get()).matches();
    boolean isNamed = false;
    for (Trust.ModuleSource entry : allowed) {
      if (entry.source().matches(address)) {
        if (range) {
          return Optional.of(
              "its version '%s' is a range, so that what is fetched can change (name one version, such as '5.1.2')"
                  .formatted(ref.orElse("")));
        }
        isNamed = true;
        if (fits(entry.ref(), ref) && fits(entry.version(), version)) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(
        isNamed
            ? "modules.allow names it, but not with %s"
                .formatted(
                    version.isPresent()
                        ? "the version '" + version.get() + "'"
                        : ref.isPresent() ? "the ref '" + ref.get() + "'" : "no ref or version")
            : all.size() > allowed.size()
                ? "modules.allow names none such for the root '" + root + "'"
                : "Terraform would fetch code that nobody reviewed");
  }
}
