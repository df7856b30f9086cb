package dev.tfgate.owners;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.ApplyEvent;
import dev.tfgate.terraform.ApplyLog;
import dev.tfgate.terraform.CreatedProject;
import dev.tfgate.terraform.PlanFormatException;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.PlanReader;
import dev.tfgate.terraform.ResourceChange;
import dev.tfgate.terraform.StateReader;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The projects that were created, collected from whatever tells of them. While an apply runs, each
 * line of its stream is added as it comes; nothing may be stripped before it has ended, well or
 * badly, for the rest of the apply may still need the grant.
 */
public final class CreatedProjects {
  private final Set<String> projects = new LinkedHashSet<>();
  private final Set<String> fresh = new HashSet<>();
  private final List<Creation> open = new ArrayList<>();
  private final List<String> troubles = new ArrayList<>();
  private int damaged;

  /**
   * A creation whose project is not known by its id.
   *
   * @param end what is known of its end
   */
  private record Creation(String address, End end) {
    enum End {
      /** Nothing: it began. */
      NOT_TOLD("its creation started, and the apply log doesn't say how it ended, so "),
      /** It ended with an error, which may have come after the project was there. */
      ERROR("its creation failed half-way, so "),
      /** The project is there. */
      WITHOUT_ID("its project id is not known, so "),
      /** Nothing, not even that it began. */
      PLANNED("the plan creates it, and the apply log is damaged, so ");

      private final String words;

      End(String words) {
        this.words = words;
      }
    }
  }

  /**
   * Returns projects that somebody names by their ids.
   *
   * @throws ExitException where one is none
   */
  public static CreatedProjects named(List<String> ids) {
    CreatedProjects created = new CreatedProjects();
    ids.forEach(created::add);
    return created;
  }

  /** Returns the ids, each once, in the order they came. */
  public List<String> projects() {
    return List.copyOf(projects);
  }

  /**
   * Whether an apply tells that the project was created, or a list that it is young, rather than
   * somebody who names it.
   */
  boolean isFresh(String project) {
    return fresh.contains(project);
  }

  /** Returns what a human should know, a sentence each. */
  public List<String> warnings() {
    List<String> all = new ArrayList<>(troubles);
    for (Creation creation : open) {
      all.add(
          "%s: %sthe project may exist with its creator as Owner. Look for it, then run 'tfgate owners strip PROJECT'"
              .formatted(creation.address(), creation.end().words));
    }
    if (damaged > 0) {
      all.add(
          "the apply log has damaged lines (%d), so a project that they name is missed"
              .formatted(damaged));
    }
    return all;
  }

  /**
   * Whether every project that was created is among {@link #projects}; where not, the run must not
   * end as if it were.
   */
  public boolean isComplete() {
    return troubles.isEmpty() && damaged == 0 && open.isEmpty();
  }

  /**
   * Adds a project by its id.
   *
   * @throws ExitException where it is none
   */
  public void add(String id) {
    String project = CreatedProject.projectId(id);
    if (project.isEmpty()) {
      throw new ExitException(ExitCode.USAGE, "'%s' is not a project id".formatted(id));
    }
    projects.add(project);
  }

  /** Adds a line of a running apply: its events, and the fact that it was damaged. */
  public void add(ApplyLog.Line line) {
    line.events().forEach(this::add);
    damaged += line.isDamaged() ? 1 : 0;
  }

  /** Each creation counts for itself: the log of two roots may hold one address twice. */
  private void add(ApplyEvent event) {
    if (!event.resourceType().equals(CreatedProject.TYPE) || !event.action().equals("create")) {
      return;
    }
    switch (event.type()) {
      case "apply_start" -> open.add(new Creation(event.address(), Creation.End.NOT_TOLD));
      case "apply_errored" -> {
        open.remove(new Creation(event.address(), Creation.End.NOT_TOLD));
        open.add(new Creation(event.address(), Creation.End.ERROR));
      }
      case "apply_complete" -> {
        open.remove(new Creation(event.address(), Creation.End.NOT_TOLD));
        CreatedProject.of(event).ifPresent(this::add);
      }
      default -> {}
    }
  }

  /**
   * Adds what a whole log of {@code terraform apply -json} tells, also of an apply that failed.
   *
   * @throws ExitException where it is no such log
   */
  public void addApplyLog(InputStream in) throws IOException {
    ApplyLog log = new ApplyLog(in);
    int events = 0;
    for (ApplyLog.Line line = log.next(); line != null; line = log.next()) {
      events += line.events().size();
      add(line);
    }
    if (events == 0) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "the apply log holds no event of 'terraform apply -json', so the created projects are not known. Give the output of that command");
    }
  }

  /**
   * Adds the projects that a plan creates, from {@code terraform show -json}.
   *
   * @throws ExitException where it is no plan
   */
  public void addPlan(InputStream in) throws IOException {
    planned(in, this::add);
  }

  /**
   * Adds the projects in a state: the output of {@code terraform show -json}, or a state file.
   * Whether they were created or imported, a state doesn't say.
   *
   * @throws ExitException where it is no state
   */
  public void addState(InputStream in) throws IOException {
    held(in, (project, isDeposed) -> add(project, false));
  }

  /**
   * Takes from a plan the ids of projects whose creation is told without one, and nothing else.
   *
   * @throws ExitException where it is no plan
   */
  public void completeFromPlan(InputStream in) throws IOException {
    List<CreatedProject> planned = new ArrayList<>();
    planned(in, planned::add);
    complete(planned);
  }

  /**
   * Takes from the state that the apply wrote the ids of projects whose creation is told without
   * one, and nothing else; tainted ones count.
   *
   * @throws ExitException where it is no state
   */
  public void completeFromState(InputStream in) throws IOException {
    List<CreatedProject> held = new ArrayList<>();
    held(
        in,
        (project, isDeposed) -> {
          if (!isDeposed) {
            held.add(project);
          }
        });
    complete(held);
  }

  /** Takes ids by the address of the creation. */
  public void complete(Collection<CreatedProject> known) {
    for (CreatedProject project : known) {
      if (!project.projectId().isEmpty()
          && open.removeIf(creation -> creation.address().equals(project.address()))) {
        projects.add(project.projectId());
        fresh.add(project.projectId());
      }
    }
  }

  /**
   * Where something of the log was lost, whatever the plan was to create may have been created
   * there.
   *
   * @param planned what the plan creates
   */
  public void expect(Collection<CreatedProject> planned) {
    if (damaged > 0) {
      for (CreatedProject project : planned) {
        boolean told =
            projects.contains(project.projectId())
                || open.stream().anyMatch(o -> o.address().equals(project.address()));
        if (!told) {
          open.add(new Creation(project.address(), Creation.End.PLANNED));
        }
      }
    }
  }

  /** Notes why something about the projects is not known, so that they are not complete. */
  public void addTrouble(String sentence) {
    troubles.add(sentence);
  }

  private static void planned(InputStream in, Consumer<CreatedProject> projects)
      throws IOException {
    try {
      PlanReader.read(
          in,
          new PlanListener() {
            @Override
            public void resourceChange(ResourceChange change) {
              CreatedProject.of(change).ifPresent(projects);
            }
          });
    } catch (PlanFormatException e) {
      throw new ExitException(ExitCode.UNDECIDED, "the plan: " + e.getMessage());
    }
  }

  private static void held(InputStream in, StateReader.Listener projects) throws IOException {
    try {
      StateReader.read(in, projects);
    } catch (PlanFormatException e) {
      throw new ExitException(ExitCode.UNDECIDED, "the state: " + e.getMessage());
    }
  }

  /**
   * Adds the active projects below a folder or an organization that are younger than {@code age} by
   * the server's clock, at any depth. The lists are those that Google keeps consistent; a part that
   * can't be read is named in the warnings, and the result is not complete then.
   *
   * @param parent {@code folders/123} or {@code organizations/123}
   */
  public void addBelow(String parent, Duration age, GoogleAccess access) {
    if (!ResourceHierarchy.isParent(parent)) {
      throw new ExitException(
          ExitCode.USAGE,
          "--parent takes folders/NUMBER or organizations/NUMBER, not '%s'".formatted(parent));
    }
    try (ResourceManager resourceManager = HttpResourceManager.of(access)) {
      ResourceHierarchy.walk(
          resourceManager,
          parent,
          project -> {
            String id = CreatedProject.projectId(project.id());
            if (id.isEmpty()) {
              troubles.add("a project below %s has no proper id".formatted(parent));
            } else if (isSince(project.createTime(), resourceManager.now().minus(age))) {
              projects.add(id);
              fresh.add(id);
            }
          },
          trouble -> troubles.add(trouble + ", so projects there are missed"));
    }
  }

  /** A project that doesn't say when it was created may have been created just now. */
  private static boolean isSince(String time, Instant since) {
    try {
      return !Instant.parse(time).isBefore(since);
    } catch (DateTimeParseException e) {
      return true;
    }
  }

  private void add(CreatedProject project) {
    add(project, true);
  }

  private void add(CreatedProject project, boolean isFresh) {
    if (project.projectId().isEmpty()) {
      open.add(new Creation(project.address(), Creation.End.WITHOUT_ID));
      return;
    }
    projects.add(project.projectId());
    if (isFresh) {
      fresh.add(project.projectId());
    }
  }
}
