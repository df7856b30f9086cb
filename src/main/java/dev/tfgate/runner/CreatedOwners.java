package dev.tfgate.runner;

import dev.tfgate.owners.CreatedProjects;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.ApplyLog;
import dev.tfgate.terraform.CreatedProject;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What an apply owes for the projects that it creates: the creator of one becomes its Owner, and
 * loses that again, however the apply ends. The stream of the apply stays where the next run finds
 * it until that is done.
 */
final class CreatedOwners {
  private final BuildDirectory directory;
  private final Console console;
  private final Optional<String> creator;

  /**
   * @param creator the service account that creates projects, where it is not the one that tfgate
   *     runs as
   */
  CreatedOwners(BuildDirectory directory, Console console, Optional<String> creator) {
    this.directory = directory;
    this.console = console;
    this.creator = creator;
  }

  /** The state as {@code terraform show -json} prints it. */
  @FunctionalInterface
  interface State {
    /**
     * Hands the state to {@code reader}.
     *
     * @throws ExitException where it can't be had
     */
    void read(Child.Reader reader);
  }

  /** Remembers what the plan that was judged creates. */
  void remember(List<CreatedProject> planned) throws IOException {
    StringBuilder text = new StringBuilder();
    for (CreatedProject project : planned) {
      text.append(project.projectId()).append(' ').append(project.address()).append('\n');
    }
    directory.write(directory.plannedProjects(), text.toString());
  }

  /** Whether an earlier apply was ended before anybody looked for its projects. */
  boolean isUnfinished() {
    return Files.exists(directory.applyLog(), LinkOption.NOFOLLOW_LINKS);
  }

  /** Does for an earlier apply what was left undone. */
  ExitCode finish(State state) throws IOException {
    CreatedProjects created = new CreatedProjects();
    try (InputStream in =
        new BufferedInputStream(
            Files.newInputStream(directory.applyLog(), LinkOption.NOFOLLOW_LINKS))) {
      ApplyLog log = new ApplyLog(in);
      for (ApplyLog.Line line = log.next(); line != null; line = log.next()) {
        created.add(line);
      }
    }
    console.say(
        "an earlier apply of this root ended before its created projects lost their creator's Owner grant. That is done first");
    return strip(created, state);
  }

  /**
   * Strips what was created, and names what may have been. Once every project was tried, the stream
   * of the apply is put aside.
   */
  ExitCode strip(CreatedProjects created, State state) throws IOException {
    if (!created.isComplete()) {
      complete(created, state);
    }
    created.warnings().forEach(console::say);
    ExitCode code = ExitCode.PASSED;
    if (!created.projects().isEmpty()) {
      try {
        code = console.strip(created, creator);
      } catch (ExitException | IOException e) {
        console.say(
            "the creator of these projects may still be Owner of them, because the grant was not taken away: %s (%s)"
                    .formatted(String.join(", ", created.projects()), e.getMessage())
                + ". The next run tries it again. Or run 'tfgate owners strip %s' and remove '%s'"
                    .formatted(String.join(" ", created.projects()), directory.applyLog()));
        return ExitCode.UNDECIDED;
      }
    }
    if (isUnfinished()) {
      Files.move(
          directory.applyLog(),
          directory.lastApplyLog(),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    }
    return created.isComplete() ? code : ExitCode.UNDECIDED;
  }

  /** The state knows what came of it; the plan knows at least how a project was to be named. */
  private void complete(CreatedProjects created, State state) throws IOException {
    List<CreatedProject> planned = planned();
    created.expect(planned);
    try {
      state.read(created::completeFromState);
    } catch (ExitException e) {
      console.say(
          "the state can't be read, so projects that only it names are missed: " + e.getMessage());
    }
    created.complete(planned);
  }

  private List<CreatedProject> planned() throws IOException {
    List<CreatedProject> planned = new ArrayList<>();
    if (Files.isRegularFile(directory.plannedProjects(), LinkOption.NOFOLLOW_LINKS)) {
      for (String line : Files.readString(directory.plannedProjects()).split("\n", -1)) {
        int space = line.indexOf(' ');
        if (space >= 0) {
          planned.add(
              new CreatedProject(
                  line.substring(space + 1), CreatedProject.projectId(line.substring(0, space))));
        }
      }
    }
    return planned;
  }
}
