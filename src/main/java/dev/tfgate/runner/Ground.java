package dev.tfgate.runner;

import dev.tfgate.gate.Extent;
import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.RootSummary;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.trust.Identities;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * What runs stand on: the checkout, as it was when it was checked. Runs of several roots may share
 * one.
 */
final class Ground {
  private final Setting setting;
  private final TreeSnapshot before;
  private final Gate.Outcome outcome;
  private final Set<Path> roots;
  private final Map<ChosenProgram, Optional<ExitException>> verified = new HashMap<>();
  private final Map<Identities.Phase, SortedMap<String, List<String>>> confused = new HashMap<>();

  private Ground(Setting setting, TreeSnapshot before, Gate.Outcome outcome, Set<Path> roots) {
    this.setting = setting;
    this.before = before;
    this.outcome = outcome;
    this.roots = Set.copyOf(roots);
  }

  /** Checks the checkout for a run in one root. */
  static Ground of(Setting setting) throws IOException {
    RootPlace place = setting.place();
    TreeSnapshot before = TreeSnapshot.of(place.top());
    Gate.Outcome outcome =
        Gate.check(setting.check(place.inRepository() ? place.root() : place.top(), Extent.RUN));
    return new Ground(setting, before, outcome, Set.of(place.root()));
  }

  /** Checks the checkout once, for runs in those roots. */
  static Ground of(Setting setting, Set<String> paths) throws IOException {
    Set<Path> roots = new HashSet<>();
    for (String path : paths) {
      roots.add(setting.place().at(path).root());
    }
    TreeSnapshot before = TreeSnapshot.of(setting.place().top());
    Gate.Outcome outcome = Gate.check(setting.check(setting.place().top(), Extent.ofRoots(paths)));
    return new Ground(setting, before, outcome, roots);
  }

  /** What came of the check. */
  Gate.Outcome outcome() {
    return outcome;
  }

  /**
   * What the check found out about a root.
   *
   * @throws ExitException where it is none
   */
  RootSummary summary(String path) {
    return outcome.report().roots().stream()
        .filter(known -> known.path().equals(path))
        .findFirst()
        .orElseThrow(
            () ->
                new ExitException(
                    ExitCode.USAGE,
                    "'%s' is not a root module%s, and %s runs only in those. 'tfgate roots' lists them"
                        .formatted(
                            path,
                            setting.trust().roots() == null
                                ? ""
                                : " that gate.yaml names under roots",
                            setting.request().program().title())));
  }

  /**
   * Makes sure that what would run is what is pinned; it is hashed once.
   *
   * @param directory where that is remembered for the next step
   */
  synchronized void requirePinned(ChosenProgram program, BuildDirectory directory)
      throws IOException {
    Optional<ExitException> problem = verified.get(program);
    if (problem == null) {
      problem =
          PinnedPlugins.problem(
              program.manifest(setting),
              program.plugins(),
              program.binary(),
              setting.request().check().mode().mode(),
              directory);
      verified.put(program, problem);
    }
    if (problem.isPresent()) {
      throw problem.get();
    }
  }

  /** A pull request could add a root whose path makes the name of another one's account. */
  synchronized void requireOwnIdentity(String path, Identities.Phase phase) {
    Identities identities = setting.trust().identities();
    if (!identities.dependsOnPaths()) {
      return;
    }
    SortedMap<String, List<String>> sharing =
        confused.computeIfAbsent(
            phase,
            any -> {
              try (Gate.Survey survey =
                  Gate.survey(setting.check(setting.place().top(), Extent.RUN))) {
                return identities.confused(
                    survey.roots().stream().map(RootOutline::path).toList(), phase);
              }
            });
    sharing.forEach(
        (name, all) -> {
          if (all.contains(path)) {
            throw new ExitException(
                ExitCode.USAGE,
                "identities in gate.yaml make the same name, %s, of %s, so none of them may run as it. Rename a root, or put a character between the stars that no path holds"
                    .formatted(name, String.join(" and of ", all)));
          }
        });
  }

  /** What is known of the checkout, for a plan of that root. */
  SavedPlan.Tree tree(RootPlace place) {
    Set<Path> whole = new HashSet<>();
    // What git ignores is no part of the check on a laptop, and no content of it is known.
    if (setting.inCi()) {
      outcome.trees().whole(place.path()).forEach(path -> whole.add(absolute(place.top(), path)));
    }
    return new SavedPlan.Tree(
        outcome.trees().digest(place.path()),
        before.digest(
            path ->
                StatePlace.isState(setting, place.root(), path)
                    || isBelow(path, whole, place.top())));
  }

  private static Path absolute(Path top, String path) {
    return path.equals(".") ? top : top.resolve(path);
  }

  private static boolean isBelow(Path path, Set<Path> folders, Path top) {
    for (Path above = path; above != null; above = above.getParent()) {
      if (folders.contains(above)) {
        return true;
      }
      if (above.equals(top)) {
        return false;
      }
    }
    return false;
  }

  /** A digest of names, sizes and times of the whole checkout, but for what a step writes. */
  String moment() {
    return before.digest(this::isWrittenByTerraform);
  }

  /** Makes sure that nothing has changed since, before anything was started. */
  void requireUntouched() throws IOException {
    Optional<Path> changed =
        before.difference(TreeSnapshot.of(setting.place().top()), path -> false);
    requireNone(changed);
  }

  /** Makes sure that nothing has changed since but what Terraform itself writes. */
  void requireSame() throws IOException {
    requireNone(
        before.difference(TreeSnapshot.of(setting.place().top()), this::isWrittenByTerraform));
  }

  private void requireNone(Optional<Path> changed) {
    if (changed.isPresent()) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "'%s' changed while tfgate worked, so what ran may not be what was checked. Let nothing else write to the checkout, and have reports written outside of it"
              .formatted(setting.place().top().relativize(changed.get())));
    }
  }

  private boolean isWrittenByTerraform(Path path) {
    Path root = path.getParent();
    Path name = path.getFileName();
    if (root == null || !roots.contains(root) || name == null) {
      return false;
    }
    return (setting.subcommand().equals("init") && name.toString().equals(".terraform.lock.hcl"))
        || StatePlace.isState(setting, root, path);
  }
}
