package dev.tfgate.runner;

import dev.tfgate.gate.Gate;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Runs of one program in several roots of a checkout, which may go on at the same time. The
 * checkout is checked once and the plugins are verified once; a signal ends all of them.
 */
public final class SharedRuns implements AutoCloseable {
  private final Setting setting;
  private final Interruption interruption;
  private final BuildDirectory directory;
  private final Ground ground;

  private SharedRuns(
      Setting setting, Interruption interruption, BuildDirectory directory, Ground ground) {
    this.setting = setting;
    this.interruption = interruption;
    this.directory = directory;
    this.ground = ground;
  }

  /**
   * Checks the checkout for runs in those roots.
   *
   * @param request what to run; it names no root
   * @param roots paths relative to the checkout
   * @param console is told what came of the check
   * @throws ExitException where nothing can run in any of them
   */
  public static SharedRuns prepare(
      TerraformRequest request, Collection<String> roots, Console console) throws IOException {
    Setting setting = TerraformRun.setting(request, console);
    if (setting.arguments().directory() != null) {
      throw new ExitException(
          ExitCode.USAGE, "-chdir names one root, and several are to run. Leave it out");
    }
    BuildDirectory directory =
        BuildDirectory.ofMany(
            request.data(),
            request.environment().get("HOME"),
            setting.place().top(),
            request.program());
    @Nullable Interruption interruption = null;
    try {
      interruption = new Interruption();
      Set<String> paths = new TreeSet<>(roots);
      Ground ground = Ground.of(setting, paths);
      SharedRuns runs = new SharedRuns(setting, interruption, directory, ground);
      console.checked(ground.outcome(), true);
      if (runs.passed()) {
        runs.verifyPlugins(paths);
        ground.requireUntouched();
      }
      return runs;
    } catch (IOException | RuntimeException e) {
      directory.close();
      if (interruption != null) {
        interruption.close();
      }
      throw e;
    }
  }

  /** Hashing takes long, so that it is done before anything else is started. */
  private void verifyPlugins(Set<String> paths) throws IOException {
    for (String path : paths) {
      ChosenProgram program;
      try {
        program = ChosenProgram.of(at(path, setting.console()));
      } catch (ExitException e) {
        // The run of that root tells it.
        continue;
      }
      ground.requirePinned(program, directory);
    }
  }

  /** The program that is pinned for a root, where it is the other one. */
  public Optional<String> otherProgram(String path) {
    return setting
        .trust()
        .programs()
        .of(path)
        .filter(pinned -> pinned.program() != setting.request().program())
        .map(PinnedProgram::title);
  }

  /** Whether what this run does to a root was done, and nothing has undone it since. */
  public boolean isStillDone(String path) {
    try (BuildDirectory own = RootRun.open(at(path, setting.console()))) {
      boolean planned = Files.exists(own.planRecord());
      return switch (setting.subcommand()) {
        case "init" -> Files.exists(own.modulesRecord());
        case "plan" -> planned;
        case "apply" -> !planned;
        default -> true;
      };
    } catch (IOException | ExitException e) {
      return false;
    }
  }

  /** What came of the check of all of them. */
  public Gate.Outcome outcome() {
    return ground.outcome();
  }

  /** Whether nothing stands against any of them; else each root is checked for itself. */
  public boolean passed() {
    return ground.outcome().report().verdict() == Verdict.PASS;
  }

  /** Whether a signal came that ends all of them. */
  public boolean isInterrupted() {
    return interruption.isRequested();
  }

  /** A private place for what belongs to all of them. */
  public Path folder() {
    return directory.shared();
  }

  /** Writes a small file of {@link #folder} whole, or not at all. */
  public void write(Path file, String text) throws IOException {
    directory.write(file, text);
  }

  /**
   * What tells these runs from those over another tree or by another decision: digests of names,
   * sizes and times of the checkout, and of what decides.
   */
  public String moment() throws IOException {
    return ground.moment() + " " + Decision.digest(setting.request().check(), setting.trust());
  }

  /**
   * Runs the program in a root and returns what a process of its own would have ended with.
   *
   * @param path of the root
   * @throws ExitException where it is refused
   */
  public ExitCode run(String path, Console console) throws IOException {
    if (isInterrupted()) {
      throw new ExitException(ExitCode.UNDECIDED, "interrupted");
    }
    return new RootRun(at(path, console), passed() ? ground : null, interruption).run();
  }

  private Setting at(String path, Console console) throws IOException {
    return new Setting(
        setting.request(), setting.arguments(), setting.place().at(path), setting.trust(), console);
  }

  @Override
  public void close() {
    directory.close();
    interruption.close();
  }
}
