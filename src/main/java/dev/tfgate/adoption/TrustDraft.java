package dev.tfgate.adoption;

import dev.tfgate.report.Printable;
import dev.tfgate.terraform.RootOutline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The text of a drafted {@code gate.yaml}: every line with what it admits, and where from. */
final class TrustDraft {
  private static final int MOST_NAMED = 5;

  /** So many folders in a folder of roots are left out by name, where it has so many roots. */
  private static final int MOST_STRAYS = 3;

  private static final int MANY_ROOTS = 6;

  private final StringBuilder body = new StringBuilder();
  private final Map<String, List<String>> ciFiles = new TreeMap<>();
  private final List<String> unknown = new ArrayList<>();
  private int entries;
  private boolean policies;

  void plugins(@Nullable Path pluginDirectory, boolean manifest) {
    if (pluginDirectory == null && !manifest) {
      body.append(
          """

          # Nothing is pinned yet: without a manifest each provider is a finding, excepted below.
          # tfgate plugins pin --plugin-dir DIR --output plugins-manifest.yaml
          # terraform:
          #   plugin_dir: /opt/terraform/plugins
          """);
      return;
    }
    body.append("\n# The providers and programs that may run.\nterraform:\n");
    if (pluginDirectory != null) {
      body.append("  plugin_dir: ")
          .append(ExceptionDraft.quoted(pluginDirectory.toString()))
          .append('\n');
    }
    if (manifest) {
      body.append("  manifest: plugins-manifest.yaml\n");
    }
  }

  /**
   * @param folders of all modules
   * @param uncalled folders that nothing calls and that are no roots
   * @param linked further paths, through links, that patterns would take for roots
   */
  void roots(
      List<RootOutline> roots, Set<String> folders, Set<String> uncalled, Set<String> linked) {
    Map<String, RootOutline> byPath = new TreeMap<>();
    roots.forEach(root -> byPath.put(root.path(), root));
    Set<String> others = new TreeSet<>(folders);
    others.removeAll(byPath.keySet());
    for (String path : List.copyOf(byPath.keySet())) {
      if (path.startsWith("!")) {
        unknown.add("roots can't name '" + path + "', because ! leaves out. Rename the folder");
        byPath.remove(path);
      }
    }
    body.append("\n# Where Terraform is run: ").append(byPath.size());
    body.append(byPath.size() == 1 ? " folder.\n" : " folders.\n");
    if (!uncalled.isEmpty()) {
      body.append(
          "# Left out, for nothing calls them and nothing shows that Terraform is run there:\n");
      named(uncalled);
    }
    body.append("roots:").append(byPath.isEmpty() ? " []\n" : "\n");
    Set<String> left = strays(byPath.keySet(), others);
    others.removeAll(left);
    others.addAll(linked);
    List<String> patterns = new PathPatterns(others).covering(byPath.keySet(), true);
    for (String pattern : patterns) {
      List<String> own =
          byPath.keySet().stream()
              .filter(path -> PathPatterns.count(pattern, List.of(path)) > 0)
              .toList();
      String first = own.isEmpty() ? pattern : own.getFirst();
      RootOutline outline = byPath.get(first);
      body.append("  # ")
          .append(own.size() <= 1 ? "" : own.size() + " roots, first ")
          .append(Printable.line(first))
          .append(outline == null ? "" : ": " + Printable.line(outline.reasons().getFirst()))
          .append('\n');
      body.append("  - ").append(ExceptionDraft.quoted(pattern)).append('\n');
    }
    for (String folder : left) {
      if (patterns.stream().anyMatch(pattern -> PathPatterns.count(pattern, List.of(folder)) > 0)) {
        body.append("  # among them, but not a root\n");
        body.append("  - ").append(ExceptionDraft.quoted("!" + folder)).append('\n');
      }
    }
  }

  /**
   * @param units of Terragrunt, by the source that they run
   */
  void elsewhere(Map<String, List<String>> units) {
    if (units.isEmpty()) {
      return;
    }
    int count = units.values().stream().mapToInt(List::size).sum();
    body.append("\n# Not judged here, as the code lies elsewhere: ")
        .append(count == 1 ? "1 unit" : count + " units")
        .append(" of Terragrunt. Check it where it lies.\n");
    named(
        units.entrySet().stream()
            .map(entry -> entry.getValue().getFirst() + " runs " + entry.getKey())
            .toList());
  }

  /** The few folders that are no roots beside many that are: patterns leave them out by name. */
  private static Set<String> strays(Set<String> roots, Set<String> others) {
    Map<String, Integer> rootsIn = new TreeMap<>();
    roots.forEach(root -> rootsIn.merge(parent(root), 1, Integer::sum));
    Map<String, List<String>> othersIn = new TreeMap<>();
    for (String other : others) {
      if (!other.contains("*")) {
        othersIn.computeIfAbsent(parent(other), parent -> new ArrayList<>()).add(other);
      }
    }
    Set<String> strays = new TreeSet<>();
    othersIn.forEach(
        (parent, folders) -> {
          if (!parent.isEmpty()
              && folders.size() <= MOST_STRAYS
              && rootsIn.getOrDefault(parent, 0) >= MANY_ROOTS) {
            strays.addAll(folders);
          }
        });
    return strays;
  }

  private static String parent(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private void named(Collection<String> paths) {
    int left = MOST_NAMED;
    for (String path : paths) {
      if (left-- == 0) {
        body.append("#   and ").append(paths.size() - MOST_NAMED).append(" more\n");
        break;
      }
      body.append("#   ").append(Printable.line(path)).append('\n');
    }
  }

  void list(String name, String title, List<Entry> list) {
    if (list.isEmpty() && !name.equals("backends") && !name.equals("remote_state")) {
      return;
    }
    body.append("\n# ").append(title).append('\n').append(name).append(":\n");
    body.append("  allow:").append(list.isEmpty() ? " []\n" : "\n");
    for (Entry entry : list) {
      int count = entry.places().size();
      body.append("    # ")
          .append(Printable.line(entry.admits()))
          .append(count == 1 ? "; at " : "; in %d places, first ".formatted(count))
          .append(Printable.line(entry.places().getFirst()))
          .append('\n');
      body.append("    - ").append(entry.yaml()).append('\n');
    }
    entries += list.size();
  }

  /**
   * @param entry what the entry for the file names
   */
  void ciFile(String entry, String path) {
    ciFiles.computeIfAbsent(entry, key -> new ArrayList<>()).add(path);
  }

  void unreadable(String path) {
    unknown.add(path + " can't be read, so it has no trusted copy");
  }

  void undecided(String what) {
    unknown.add(what);
  }

  void policies(boolean some) {
    policies = some;
  }

  /** How many entries the allow lists have. */
  int entries() {
    return entries;
  }

  /** What is to be decided, a line each. */
  List<String> decisions(Map<String, List<String>> decide) {
    List<String> lines = new ArrayList<>();
    decide.forEach(
        (what, places) -> {
          Set<String> distinct = new TreeSet<>(places);
          lines.add(
              Printable.line(
                  what
                      + (distinct.size() == 1
                          ? ", at "
                          : ", in %d places, first ".formatted(distinct.size()))
                      + distinct.iterator().next()));
        });
    unknown.forEach(line -> lines.add("undecided: " + Printable.line(line)));
    return lines;
  }

  /**
   * The file.
   *
   * @param exceptions whether there is a file of exceptions
   * @param decide what nothing admits yet, with its places
   */
  String yaml(boolean exceptions, Map<String, List<String>> decide) {
    StringBuilder out = new StringBuilder();
    out.append("# What this repository does today, drafted by 'tfgate init'. Review each line.\n");
    out.append("version: 1\n").append(body);
    if (!ciFiles.isEmpty()) {
      out.append("\n# What CI runs: each file is held against its copy beside this file.\n");
      out.append("ci_config:\n  files:\n");
      for (Map.Entry<String, List<String>> file : ciFiles.entrySet()) {
        String path = file.getKey();
        List<String> held = file.getValue();
        out.append("    # ")
            .append(
                !path.endsWith("/")
                    ? "this file: "
                    : held.size() == 1
                        ? "the folder with all that is in it: 1 file, "
                        : "the folder with all that is in it: " + held.size() + " files, first ")
            .append(Printable.line(held.getFirst()))
            .append('\n');
        out.append("    - {path: ").append(ExceptionDraft.quoted(path));
        out.append(", trusted: ").append(ExceptionDraft.quoted("ci/" + path)).append("}\n");
      }
    }
    out.append("\n# A further file that a CI system would run is refused too.\n");
    out.append("rules:\n  ci-config-unlisted: {enforcement: mandatory}\n");
    if (policies) {
      out.append("\n# The policies beside this file.\npolicies: [policies]\n");
    }
    if (exceptions) {
      out.append("\n# What no list expresses, until it is mended: see the messages there.\n");
      out.append("exceptions: [exceptions.yaml]\n");
    }
    List<String> decisions = decisions(decide);
    if (!decisions.isEmpty()) {
      out.append(
          "\n# To decide: these run programs, send data or are not known. Nothing admits them yet. Copy an\n# entry into its list, mend a finding or except it; what is to be mended nothing lifts.\n");
      decisions.forEach(line -> out.append("# - ").append(line).append('\n'));
    }
    return out.toString();
  }
}
