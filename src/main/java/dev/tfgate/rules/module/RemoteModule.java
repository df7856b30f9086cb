package dev.tfgate.rules.module;

import dev.tfgate.rules.view.Admission;
import dev.tfgate.rules.view.GateEntry;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.trust.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  private static final java.util.regex.Pattern VERSION =
      java.util.regex.Pattern.compile("[0-9]+(\\.[0-9]+){0,2}");

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
   * @param program what would fetch it
   */
  static Optional<String> refusal(
      String source,
      Optional<String> named,
      List<Trust.ModuleSource> all,
      @Nullable String root,
      Engine program) {
    List<Trust.ModuleSource> allowed =
        all.stream().filter(entry -> entry.roots().include(root)).toList();
    int question = source.indexOf('?');
    String address = question < 0 ? source : source.substring(0, question);
    if (!PLAIN_ADDRESS.matcher(address).matches() || address.startsWith("-")) {
      return Optional.of(
          "Its address holds characters that can change its meaning, so no entry of modules.allow admits it. Write a plain address, or a path inside of the checkout (./ or ../).");
    }
    String lower = address.toLowerCase(Locale.ROOT);
    if (lower.contains("ext::")
        || lower.contains("file:")
        || address.startsWith("/")
        || address.startsWith("~")
        || List.of(address.split("/")).contains("..")) {
      return Optional.of(
          "Such a source can run a program or read files of the machine, so no entry of modules.allow admits it. Use a path inside of the checkout (./ or ../).");
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
          return Optional.of(
              "It may have one ref and one depth, and no other parameter. Remove the others.");
        }
      }
    }
    if (ref.isPresent() && !PLAIN_REF.matcher(ref.get()).matches()) {
      return Optional.of(
          "Its ref is not a plain revision, so no entry of modules.allow admits it. Write a tag or a commit.");
    }
    Optional<String> version =
        ref.isPresent() ? Optional.empty() : named.map(RemoteModule::withoutEquals);
    if (ref.isEmpty()) {
      ref = version;
    }
    if (shallow && ref.isPresent() && COMMIT.matcher(ref.get()).matches()) {
      return Optional.of(
          "With a depth, git looks for a branch of that name and never for the commit. Remove the depth.");
    }
    boolean range = ref.isPresent() && !PLAIN_REF.matcher(ref.get()).matches();
    boolean isNamed = allowed.stream().anyMatch(entry -> entry.source().matches(address));
    if (range) {
      String one = first(ref.orElse(""));
      return Optional.of(
          "Its version '%s' is a range, so the registry decides which code is loaded, and no entry of modules.allow admits a range. Write one version, such as version = \"%s\"%s."
              .formatted(
                  ref.orElse(""),
                  one,
                  isNamed
                      ? ""
                      : ", and ask the platform team to add %s under modules.allow in gate.yaml"
                          .formatted(entry(address, Optional.empty(), Optional.of(one), null))));
    }
    for (Trust.ModuleSource entry : allowed) {
      if (entry.source().matches(address)) {
        if (fits(entry.ref(), ref) && fits(entry.version(), version)) {
          return Optional.empty();
        }
      }
    }
    String added =
        entry(
            address,
            version.isPresent() ? Optional.empty() : ref,
            version,
            all.size() > allowed.size() ? root : null);
    return Optional.of(
        isNamed
            ? "modules.allow names it, but not with %s. Allowed is %s. Write an allowed one, or ask the platform team to add %s under modules.allow in gate.yaml."
                .formatted(
                    version.isPresent()
                        ? "the version '" + version.get() + "'"
                        : ref.isPresent() ? "the ref '" + ref.get() + "'" : "no ref or version",
                    wanted(allowed, address),
                    added)
            : all.size() > allowed.size()
                ? "modules.allow names no such source for the root '%s'. Use a path inside of the checkout (./ or ../), or ask the platform team to add %s under modules.allow in gate.yaml."
                    .formatted(root, added)
                : "%s would fetch code that nobody has reviewed%s. Use a path inside of the checkout (./ or ../), or ask the platform team to add %s under modules.allow in gate.yaml."
                    .formatted(
                        program.title(),
                        ref.isEmpty() ? ", and another one whenever it changes" : "",
                        added));
  }

  /** The entry that admits a source in this revision. */
  private static String entry(
      String address, Optional<String> ref, Optional<String> version, @Nullable String root) {
    if (!GateEntry.isPlain(address) || !Admission.isExpressible(address)) {
      return "this source";
    }
    return "{source: \"%s\"%s%s%s}"
        .formatted(
            address,
            ref.map(one -> ", ref_regex: \"" + regex(one) + '"').orElse(""),
            version.map(one -> ", version_regex: \"" + regex(one) + '"').orElse(""),
            root == null || !GateEntry.isPlain(root) ? "" : ", roots: [\"" + root + "\"]");
  }

  /** A regular expression for one revision, without backslashes. */
  private static String regex(String revision) {
    return revision.replaceAll("[.+]", "[$0]");
  }

  private static String wanted(List<Trust.ModuleSource> allowed, String address) {
    List<String> wanted = new ArrayList<>();
    for (Trust.ModuleSource entry : allowed) {
      if (entry.source().matches(address)) {
        if (entry.ref() != null) {
          wanted.add("the ref_regex '" + entry.ref().pattern() + "'");
        }
        if (entry.version() != null) {
          wanted.add("the version_regex '" + entry.version().pattern() + "'");
        }
      }
    }
    return String.join(" or ", wanted.subList(0, Math.min(3, wanted.size())));
  }

  /** The first version that a range names, in three numbers. */
  private static String first(String range) {
    java.util.regex.Matcher version = VERSION.matcher(range);
    String found = version.find() ? version.group() : "1.2.3";
    int dots = (int) found.chars().filter(c -> c == '.').count();
    return found + ".0".repeat(Math.max(0, 2 - dots));
  }
}
