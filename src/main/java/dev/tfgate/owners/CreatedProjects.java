package dev.tfgate.owners;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.ApplyEvent;
import dev.tfgate.terraform.ApplyLog;
import dev.tfgate.terraform.CreatedProject;
import dev.tfgate.terraform.PlanFormatException;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.PlanReader;
import dev.tfgate.terraform.ResourceChange;
import java.io.IOException;
import java.io.InputStream;
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
  private final List<String> warnings = new ArrayList<>();
  private int unknown;
  private int damaged;

  /** Returns the ids, each once, in the order they came. */
  public List<String> projects() {
    return List.copyOf(projects);
  }

  /** Returns what a human should know, a sentence each. */
  public List<String> warnings() {
    if (damaged == 0) {
      return List.copyOf(warnings);
    }
    List<String> all = new ArrayList<>(warnings);
    all.add(
        "the apply log has damaged lines (%d): a project created there is missed"
            .formatted(damaged));
    return all;
  }

  /**
   * Whether every project that was created is among {@link #projects}; where not, the run must not
   * end as if it were.
   */
  public boolean isComplete() {
    return unknown == 0 && damaged == 0;
  }

  /**
   * Adds a project by its id.
   *
   * @throws ExitException where it is none
   */
  public void add(String id) {
    String project = CreatedProject.projectId(id);
    if (project.isEmpty()) {
      throw new ExitException(ExitCode.USAGE, "'%s' is no project id".formatted(id));
    }
    projects.add(project);
  }

  /** Adds what an event of a running apply tells. */
  public void add(ApplyEvent event) {
    CreatedProject.of(event).ifPresent(this::add);
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
