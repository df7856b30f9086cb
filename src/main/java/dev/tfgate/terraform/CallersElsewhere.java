package dev.tfgate.terraform;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.profile.Feature;
import dev.tfgate.terraform.profile.Profile;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Modules of a large tree that may reach changed directories from outside of what was read. The
 * tree is searched for what a call of them has to hold, and only what holds it is parsed: the name
 * of the directory, a path that ends in dots, an escape, or a source that is no plain text.
 */
final class CallersElsewhere {
  private static final List<String> CONFIGURATION =
      List.of(".tf", ".tf.json", ".tofu", ".tofu.json");
  private static final List<String> TESTS =
      List.of(".tftest.hcl", ".tftest.json", ".tofutest.hcl", ".tofutest.json");

  /** Beyond so many it is less work to read everything. */
  private static final int MOST_PARSED = 2_000;

  private static final String ENDS_IN_DOTS = "(^|[\"/])\\.\\.?/*(\"|//|\\?)";
  private static final String ESCAPE = "\\\\([uU/]|$)";
  private static final String COMPUTED_SOURCE =
      "(^|[^A-Za-z0-9_-])source\"?[[:space:]]*"
          + "([=:][[:space:]]*([^\"[:space:]]|$|\".*[$%][{])|[^=:\"A-Za-z0-9_[:space:]-]|$)";

  private CallersElsewhere() {}

  /**
   * Whether a module that was not read calls or names what changed, or may do so.
   *
   * @param changed paths of files
   * @param reached directories that were read
   */
  static boolean reach(
      Checkout checkout,
      Limits limits,
      Profile profile,
      ComputedSources sources,
      Set<String> changed,
      Set<String> reached) {
    StringBuilder expression =
        new StringBuilder("(%s)|(%s)|(%s)".formatted(ENDS_IN_DOTS, ESCAPE, COMPUTED_SOURCE));
    Set<String> names = new TreeSet<>();
    for (String file : changed) {
      String[] parts = file.split("/", 0);
      names.add(parts[parts.length - 1]);
      if (parts.length > 1) {
        names.add(parts[parts.length - 2]);
      }
    }
    if (!names.stream().allMatch(CallersElsewhere::isWrittenInOneWay)) {
      return true;
    }
    names.forEach(name -> expression.append("|(").append(segment(name)).append(')'));
    List<String> found = checkout.matching(expression.toString(), CONFIGURATION);
    List<String> tests = checkout.matching(expression.toString(), TESTS);
    if (!profile.has(Feature.TOFU_FILES)
        && found.stream().anyMatch(path -> path.endsWith(".tofu") || path.endsWith(".tofu.json"))) {
      // What OpenTofu alone loads is looked at where all of the checkout is.
      return true;
    }
    Set<String> directories = directories(found, reached);
    return !directories(tests, reached).isEmpty()
        || directories.size() > MOST_PARSED
        || Configuration.concerns(checkout, limits, profile, sources, directories, changed);
  }

  private static Set<String> directories(List<String> files, Set<String> reached) {
    Set<String> directories = new TreeSet<>();
    for (String file : files) {
      int slash = file.lastIndexOf('/');
      directories.add(slash < 0 ? "." : file.substring(0, slash));
    }
    directories.removeAll(reached);
    return directories;
  }

  /** Terraform's language escapes some letters and makes one of several spellings of others. */
  private static boolean isWrittenInOneWay(String name) {
    return name.chars()
        .allMatch(
            c ->
                (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "_-. ".indexOf(c) >= 0);
  }

  /** The name as a part of a path that is written out. */
  private static String segment(String name) {
    return "(^|[./\"])" + name.replace(".", "[.]") + "([\"/?]|$)";
  }
}
