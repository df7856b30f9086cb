package dev.tfgate.gate;

import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.FileKind;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.trust.ProgramChoices;
import dev.tfgate.trust.Trust;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * A checkout as one of the programs sees it that may run in it.
 *
 * @param scope the configuration that the program would load
 * @param selection what of it is checked
 * @param roots tells the roots that the program runs
 * @param directories tells the directories whose files it loads, or which no program is known to
 */
record ProgramView(
    Scope scope, Selection selection, Predicate<String> roots, Predicate<String> directories) {
  private static final int MOST_NAMED = 5;

  /** Makes the configuration and the selection for a program. */
  interface Loader {
    Configuration configuration(Profile profile);

    Selection selection(Configuration configuration);
  }

  /**
   * Returns a view for each program that runs something here.
   *
   * @throws ExitException with {@link ExitCode#USAGE} where several are pinned and a root is
   *     nobody's
   */
  static List<ProgramView> of(Scope first, Loader loader, Trust trust) {
    ProgramChoices programs = trust.programs();
    List<Profile> profiles = programs.profiles();
    Configuration own = first.configuration();
    if (profiles.size() == 1) {
      return List.of(all(first, loader.selection(own)));
    }
    if (programs.pinned().isEmpty()) {
      ProgramView terraform = all(first, loader.selection(own));
      return first.checkout().byName().stream()
              .noneMatch(
                  named ->
                      FileKind.of(named.name())
                          .filter(kind -> kind.isOfTofu(named.name()))
                          .isPresent())
          ? List.of(terraform)
          : together(terraform, ofTofu(first, loader));
    }
    List<ProgramView> views = new ArrayList<>();
    List<Set<String>> reached = new ArrayList<>();
    Set<String> nobodys = new TreeSet<>();
    for (PinnedProgram program : programs.pinned()) {
      Configuration configuration =
          program.profile().equals(own.profile()) ? own : loader.configuration(program.profile());
      Set<String> roots = new HashSet<>();
      Set<String> directories = new HashSet<>();
      for (RootOutline root : configuration.roots()) {
        Optional<PinnedProgram> runs = programs.of(root.path());
        if (runs.isEmpty()) {
          nobodys.add(root.path());
        } else if (runs.get().equals(program)) {
          roots.add(root.path());
          addReached(root.path(), configuration, directories);
        }
      }
      reached.add(directories);
      views.add(
          new ProgramView(
              first.with(configuration),
              loader.selection(configuration),
              roots::contains,
              path ->
                  directories.contains(path)
                      || reached.stream().noneMatch(other -> other.contains(path))));
    }
    if (!nobodys.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          "no entry of 'programs' in gate.yaml says which program runs %s%s, and %s are pinned. Add one, such as {roots: [\"**\"], program: terraform}"
              .formatted(
                  String.join(
                      ", ",
                      nobodys.stream().limit(MOST_NAMED).map("the root '%s'"::formatted).toList()),
                  nobodys.size() > MOST_NAMED
                      ? " and %d more".formatted(nobodys.size() - MOST_NAMED)
                      : "",
                  programs.titles()));
    }
    return List.copyOf(views);
  }

  /** A root that a change affects as one program sees it is looked at as both do. */
  private static List<ProgramView> together(ProgramView a, ProgramView b) {
    return List.of(
        a.selecting(a.selection.with(b.selection, a.scope.configuration())),
        b.selecting(b.selection.with(a.selection, b.scope.configuration())));
  }

  private ProgramView selecting(Selection other) {
    return new ProgramView(scope, other, roots, directories);
  }

  private static ProgramView all(Scope scope, Selection selection) {
    return new ProgramView(scope, selection, path -> true, path -> true);
  }

  /** Where nothing is pinned: what OpenTofu sees otherwise, for it has files of its own there. */
  private static ProgramView ofTofu(Scope first, Loader loader) {
    Configuration configuration = loader.configuration(Profile.TOFU);
    Set<String> own = new HashSet<>();
    for (String path : configuration.paths()) {
      if (configuration.hasTofuFiles(path)) {
        own.add(path);
      }
    }
    Set<String> roots = new HashSet<>();
    Set<String> directories = new HashSet<>(own);
    for (RootOutline root : configuration.roots()) {
      Set<String> reached = new HashSet<>();
      addReached(root.path(), configuration, reached);
      if (reached.stream().anyMatch(own::contains)) {
        roots.add(root.path());
        directories.addAll(reached);
      }
    }
    return new ProgramView(
        first.with(configuration),
        loader.selection(configuration),
        roots::contains,
        directories::contains);
  }

  private static void addReached(String root, Configuration configuration, Set<String> found) {
    Optional<Root> reached = configuration.root(root);
    reached.ifPresent(
        known -> known.modules().forEach(module -> found.add(module.module().path())));
    configuration.tests(root).ifPresent(found::add);
    found.addAll(configuration.mocks(root));
  }
}
