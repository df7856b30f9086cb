package dev.tfgate.roots;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.gate.Affected;
import dev.tfgate.gate.Gate;
import dev.tfgate.hcl.Limits;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The root modules of a checkout, and what a change means for them. Nothing of Terraform runs.
 *
 * @param roots the listed ones, by path
 * @param unaffected how many roots at or below the place the change can't affect
 * @param gone paths of roots that the revision has and the checkout doesn't
 * @param notes what the reader should know, in sentences
 */
public record RootMap(
    List<RootEntry> roots, int unaffected, List<String> gone, List<String> notes) {
  /** Copies the lists. */
  public RootMap {
    roots = List.copyOf(roots);
    gone = List.copyOf(gone);
    notes = List.copyOf(notes);
  }

  /**
   * Lists the roots of a checkout.
   *
   * @param changedOnly whether roots that the change can't affect are left out
   */
  public static RootMap of(Gate.Survey survey, boolean changedOnly) {
    return of(survey, changedOnly, path -> true);
  }

  /**
   * As above.
   *
   * @param wanted tells by their paths the roots that are listed
   */
  public static RootMap of(Gate.Survey survey, boolean changedOnly, Predicate<String> wanted) {
    String start = survey.checkout().start();
    List<RootOutline> all =
        survey.roots().stream().filter(root -> isAtOrBelow(root.path(), start)).toList();
    Map<String, RootOutline> listed = new TreeMap<>();
    Map<String, List<Affected.Cause>> causes = new HashMap<>();
    int unaffected = 0;
    for (RootOutline root : all) {
      Optional<List<Affected.Cause>> found = causes(root.path(), survey);
      boolean changed = found.filter(list -> !list.isEmpty()).isPresent();
      found.ifPresent(list -> causes.put(root.path(), list));
      if (survey.hasChanges() && !changed) {
        unaffected++;
      }
      if ((changed || !changedOnly) && wanted.test(root.path())) {
        listed.put(root.path(), root);
      }
    }
    Map<String, SortedSet<String>> reads = reads(listed.keySet(), survey);
    Waves waves = Waves.of(reads);
    List<RootEntry> entries = new ArrayList<>();
    for (RootOutline root : listed.values()) {
      String path = root.path();
      List<Affected.Cause> why = causes.getOrDefault(path, List.of());
      Optional<PinnedProgram> program = survey.trust().programs().of(path);
      entries.add(
          new RootEntry(
              path,
              program.map(pinned -> pinned.program().word()).orElse(null),
              program.map(PinnedProgram::version).orElse(null),
              causes.containsKey(path) ? why.stream().map(RootMap::way).toList() : root.reasons(),
              !why.isEmpty(),
              why.stream().map(Affected.Cause::path).toList(),
              modules(path, survey),
              List.copyOf(reads.getOrDefault(path, new TreeSet<>())),
              waves.byRoot().getOrDefault(path, 0)));
    }
    List<String> notes = new ArrayList<>(survey.notes());
    survey
        .governing()
        .ifPresent(path -> notes.add("%s changed, so every root counts.".formatted(path)));
    for (SortedSet<String> circle : waves.circles()) {
      notes.add(
          "%s read each other's states, so no order is right. They are in one wave."
              .formatted(String.join(", ", circle)));
    }
    return new RootMap(entries, unaffected, gone(survey, start), notes);
  }

  private static Optional<List<Affected.Cause>> causes(String root, Gate.Survey survey) {
    if (!survey.hasChanges()) {
      return Optional.empty();
    }
    return Optional.of(
        survey
            .governing()
            .map(path -> List.of(new Affected.Cause(path, List.of(root))))
            .orElseGet(() -> survey.causes(root)));
  }

  /** A file of a directory on the way is not told together with that directory. */
  private static String way(Affected.Cause cause) {
    List<String> chain = cause.chain();
    boolean own = chain.size() > 1 && isAtOrBelow(cause.path(), chain.getFirst());
    List<String> way = new ArrayList<>(List.of(cause.path()));
    way.addAll(own ? chain.subList(1, chain.size()) : chain);
    return String.join(" → ", way);
  }

  private static List<String> modules(String root, Gate.Survey survey) {
    Set<String> modules = new TreeSet<>();
    for (Scope scope : survey.of(root)) {
      for (String path : Affected.reached(root, scope.configuration()).keySet()) {
        if (!path.equals(root) && scope.configuration().isModule(path)) {
          modules.add(path);
        }
      }
    }
    return List.copyOf(modules);
  }

  /** By listed root, the roots of the whole checkout whose states it reads. */
  private static Map<String, SortedSet<String>> reads(Set<String> listed, Gate.Survey survey) {
    Map<String, List<StateAddress>> read = new TreeMap<>();
    boolean any = false;
    for (String path : listed) {
      List<StateAddress> states = new ArrayList<>();
      for (Scope scope : survey.of(path)) {
        if (readsState(path, scope.configuration())) {
          scope
              .configuration()
              .root(path)
              .ifPresent(found -> states.addAll(StateAddress.readBy(found, scope)));
        }
      }
      any |= !states.isEmpty();
      read.put(path, states);
    }
    Map<String, List<StateAddress>> own = new TreeMap<>();
    if (any) {
      for (RootOutline root : survey.roots()) {
        for (Scope scope : survey.of(root.path())) {
          scope
              .configuration()
              .root(root.path())
              .ifPresent(
                  found ->
                      own.computeIfAbsent(root.path(), path -> new ArrayList<>())
                          .add(StateAddress.of(found, survey.trust())));
        }
      }
    }
    Map<String, SortedSet<String>> reads = new TreeMap<>();
    read.forEach(
        (path, states) -> {
          SortedSet<String> found = new TreeSet<>();
          for (StateAddress state : states) {
            own.forEach(
                (root, addresses) -> {
                  if (!root.equals(path) && addresses.stream().anyMatch(state::mayBe)) {
                    found.add(root);
                  }
                });
          }
          reads.put(path, found);
        });
    return reads;
  }

  private static boolean readsState(String root, Configuration configuration) {
    return Affected.reached(root, configuration).keySet().stream()
        .anyMatch(configuration::readsState);
  }

  private static List<String> gone(Gate.Survey survey, String start) {
    Set<String> gone = new TreeSet<>();
    for (Gate.Survey.View view : survey.views()) {
      Configuration now = view.scope().configuration();
      Set<String> folders = new TreeSet<>();
      Set<String> deleted =
          new TreeSet<>(view.affected().map(Affected::deletedCode).orElse(List.of()));
      if (deleted.isEmpty() || survey.base().get().isEmpty()) {
        continue;
      }
      deleted.forEach(path -> folders.add(folder(path)));
      Checkout base = survey.base().get().get();
      // What led to it leads nowhere now.
      for (String link : base.links()) {
        if (base.resolve(link).filter(deleted::contains).isPresent()) {
          folders.add(folder(link));
        }
      }
      folders.removeIf(folder -> !isAtOrBelow(folder, start) || now.isModule(folder));
      if (!folders.isEmpty()) {
        Configuration before =
            Configuration.of(
                base,
                new Limits(survey.trust().limits().fileBytes(), survey.trust().limits().nesting()),
                now.profile(),
                new EvaluatedSources());
        gone.addAll(survey.rootsAmong(folders, before));
      }
    }
    return List.copyOf(gone);
  }

  private static String folder(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }

  private static boolean isAtOrBelow(String path, String folder) {
    return folder.equals(".") || path.equals(folder) || path.startsWith(folder + "/");
  }
}
