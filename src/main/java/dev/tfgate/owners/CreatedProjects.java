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
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The projects that were created, collected from whatever tells of them. While an apply runs, each
 * line of its stream is added as it comes; nothing may be stripped before it has ended, well or
 * badly, for the rest of the apply may still need the grant.
 */
public final class CreatedProjects {
  private final Set<String> projects = new LinkedHashSet<>();
  private final Set<String> begun = new LinkedHashSet<>();
  private final List<String> warnings = new ArrayList<>();
  private int unknown;
  private int damaged;

  /** Returns the ids, each once, in the order they came. */
  public List<String> projects() {
    return List.copyOf(projects);
  }

  /** Returns what a human should know, a sentence each. */
  public List<String> warnings() {
    List<String> all = new ArrayList<>(warnings);
    for (String address : begun) {
      all.add(
          "%s: its creation began, and the apply log doesn't tell how it ended: the project may exist, and its creator be Owner"
              .formatted(address));
    }
    if (damaged > 0) {
      all.add(
          "the apply log has damaged lines (%d): a project created there is missed"
              .formatted(damaged));
    }
    return all;
  }

  /**
   * Whether every project that was created is among {@link #projects}; where not, the run must not
   * end as if it were.
   */
  public boolean isComplete() {
    return unknown == 0 && damaged == 0 && begun.isEmpty();
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

  /** Adds what an event of a running apply tells. */
  public void add(ApplyEvent event) {
    CreatedProject.of(event).ifPresent(this::add);
    switch (event.type()) {
      case "apply_start" -> {
        if (event.resourceType().equals(CreatedProject.TYPE) && event.action().equals("create")) {
          begun.add(event.address());
        }
      }
      case "apply_complete", "apply_errored" -> begun.remove(event.address());
      default -> {}
    }
    if (event.type().equals("apply_errored")
        && event.resourceType().equals(CreatedProject.TYPE)
        && event.action().equals("create")) {
      warnings.add(
          "%s failed while it was created: the project may exist, and its creator be Owner. If it does, give its id to 'owners strip'"
              .formatted(event.address()));
    }
  }

  /** Adds a line of a running apply: its event, or the fact that it was damaged. */
  public void add(ApplyLog.Line line) {
    if (line.event().isPresent()) {
      add(line.event().get());
    } else if (line.text().startsWith("{")) {
      damaged++;
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
      events += line.event().isPresent() ? 1 : 0;
      add(line);
    }
    if (events == 0) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "the apply log holds no event of 'terraform apply -json', so nobody can tell which"
              + " projects were created");
    }
  }

  /**
   * Adds the projects that a plan creates, from {@code terraform show -json}.
   *
   * @throws ExitException where it is no plan
   */
  public void addPlan(InputStream in) throws IOException {
    try {
      PlanReader.read(
          in,
          new PlanListener() {
            @Override
            public void resourceChange(ResourceChange change) {
              CreatedProject.of(change).ifPresent(CreatedProjects.this::add);
            }
          });
    } catch (PlanFormatException e) {
      throw new ExitException(ExitCode.UNDECIDED, "the plan: " + e.getMessage());
    }
  }

  /**
   * Adds the projects in a state: the output of {@code terraform show -json}, or a state file.
   * Whether they were created or imported, a state doesn't say.
   *
   * @throws ExitException where it is no state
   */
  public void addState(InputStream in) throws IOException {
    try {
      StateReader.read(in, this::add);
    } catch (PlanFormatException e) {
      throw new ExitException(ExitCode.UNDECIDED, "the state: " + e.getMessage());
    }
  }

  /**
   * Adds the active projects below a folder or an organization that were created since {@code
   * since}, at any depth. The lists are those that Google keeps consistent; a part that can't be
   * read is named in the warnings, and the result is not complete then.
   *
   * @param parent {@code folders/123} or {@code organizations/123}
   */
  public void addBelow(String parent, Instant since, GoogleAccess access) {
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
              unknown++;
              warnings.add("a project below %s has no proper id".formatted(parent));
            } else if (isSince(project.createTime(), since)) {
              projects.add(id);
            }
          },
          trouble -> {
            unknown++;
            warnings.add(trouble + ", so projects there are missed");
          });
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
    if (project.projectId().isEmpty()) {
      unknown++;
      warnings.add(
          "%s: its project id is not known here, so it is left out; the log of 'terraform apply -json' has it"
              .formatted(project.address()));
    } else {
      projects.add(project.projectId());
    }
  }
}
