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
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The projects a strip is about.
 *
 * @param projects ids, each once
 * @param warnings for a human
 * @param complete whether every created project has an id here
 */
public record ProjectSources(List<String> projects, List<String> warnings, boolean complete) {
  public ProjectSources {
    projects = List.copyOf(projects);
    warnings = List.copyOf(warnings);
  }

  /**
   * Collects them from ids, an apply stream and a plan.
   *
   * @throws ExitException where a source is none, or there is nothing to read from
   */
  public static ProjectSources read(
      List<String> ids,
      @Nullable Path applyLog,
      @Nullable InputStream applyStream,
      @Nullable Path plan)
      throws IOException {
    Collected collected = new Collected();
    for (String id : ids) {
      String project = CreatedProject.projectId(id);
      if (project.isEmpty()) {
        throw new ExitException(ExitCode.USAGE, "'%s' is no project id".formatted(id));
      }
      collected.projects.add(project);
    }
    if (applyLog != null) {
      try (InputStream in = Files.newInputStream(applyLog)) {
        collected.applyLog(in);
      }
    }
    if (applyStream != null) {
      collected.applyLog(applyStream);
    }
    if (plan != null) {
      try (InputStream in = new BufferedInputStream(Files.newInputStream(plan))) {
        PlanReader.read(in, collected);
      } catch (PlanFormatException e) {
        throw new ExitException(ExitCode.UNDECIDED, plan + ": " + e.getMessage());
      }
    }
    if (ids.isEmpty() && applyLog == null && applyStream == null && plan == null) {
      throw new ExitException(
          ExitCode.USAGE, "no projects: name their ids, or give --apply-log or --plan");
    }
    return new ProjectSources(
        List.copyOf(collected.projects), collected.warnings, collected.complete);
  }

  /** Grows while the sources are read. */
  private static final class Collected implements PlanListener {
    private final Set<String> projects = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean complete = true;

    void applyLog(InputStream in) throws IOException {
      ApplyLog log = new ApplyLog(in);
      int events = 0;
      int damaged = 0;
      for (ApplyLog.Line line = log.next(); line != null; line = log.next()) {
        if (line.event().isEmpty()) {
          damaged += line.text().startsWith("{") ? 1 : 0;
          continue;
        }
        ApplyEvent event = line.event().get();
        events++;
        CreatedProject.of(event).ifPresent(this::add);
        if (event.type().equals("apply_errored")
            && event.resourceType().equals(CreatedProject.TYPE)
            && event.action().equals("create")) {
          warnings.add(
              "%s failed while it was created: the project may exist and have an Owner. If it does, give its id to 'owners strip'"
                  .formatted(event.address()));
        }
      }
      if (events == 0) {
        throw new ExitException(
            ExitCode.UNDECIDED,
            "the apply log holds no event of 'terraform apply -json', so created projects can't be told");
      }
      if (damaged > 0) {
        complete = false;
        warnings.add(
            "%d damaged lines in the apply log: a project created there is missed, so this ends with 3"
                .formatted(damaged));
      }
    }

    @Override
    public void resourceChange(ResourceChange change) {
      CreatedProject.of(change).ifPresent(this::add);
    }

    private void add(CreatedProject project) {
      if (project.projectId().isEmpty()) {
        complete = false;
        warnings.add(
            "%s: its project id is unknown here, so it was not stripped; the apply log has it"
                .formatted(project.address()));
      } else {
        projects.add(project.projectId());
      }
    }
  }
}
