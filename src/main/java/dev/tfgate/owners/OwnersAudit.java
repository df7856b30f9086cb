package dev.tfgate.owners;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.ServiceException;
import dev.tfgate.owners.Ancestors.Ancestor;
import dev.tfgate.owners.Attempts.GivenUpException;
import dev.tfgate.owners.ResourceManager.Project;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.CreatedProject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is Owner where.
 *
 * @param projects ids of all that were looked at, in order
 * @param grants by project, those of the project first, then those from above
 * @param undecided what could not be read, a sentence each; it may hide owners
 */
public record OwnersAudit(
    List<String> projects, List<ProjectOwner> grants, List<String> undecided) {
  public OwnersAudit {
    projects = List.copyOf(projects);
    grants = List.copyOf(grants);
    undecided = List.copyOf(undecided);
  }

  /**
   * What to look at.
   *
   * @param projects ids
   * @param parents folders and organizations, with all below them
   * @param keep members that may be Owner
   * @param directOnly whether what is granted above a project is left out
   * @param concurrency projects at a time
   * @param deadline for one project
   */
  public record Request(
      List<String> projects,
      List<String> parents,
      List<String> keep,
      boolean directOnly,
      int concurrency,
      Duration deadline) {
    /**
     * @throws ExitException where a project or a parent is none
     */
    public Request {
      projects = List.copyOf(projects);
      parents = List.copyOf(parents);
      keep = List.copyOf(keep);
      for (String project : projects) {
        if (CreatedProject.projectId(project).isEmpty()) {
          throw new ExitException(ExitCode.USAGE, "'%s' is not a project id".formatted(project));
        }
      }
      for (String parent : parents) {
        if (!ResourceHierarchy.isParent(parent)) {
          throw new ExitException(
              ExitCode.USAGE,
              "--parent takes folders/NUMBER or organizations/NUMBER, not '%s'".formatted(parent));
        }
      }
    }
  }

  /** What was found of one project. */
  private record Found(List<ProjectOwner> grants, List<String> undecided) {}

  /**
   * Reads the policies; writes nothing.
   *
   * @throws ExitException where nothing could begin
   */
  public static OwnersAudit read(Request request, GoogleAccess access, ProgressLine progress)
      throws IOException {
    try (Session session = Session.open(access, List.of())) {
      ResourceManager resourceManager = session.resourceManager();
      Map<String, String> parents = new LinkedHashMap<>();
      Set<String> undecided = new LinkedHashSet<>();
      request.projects().forEach(id -> parents.put(CreatedProject.projectId(id), ""));
      for (String parent : request.parents()) {
        ResourceHierarchy.walk(
            resourceManager,
            parent,
            (Project project) -> parents.put(project.id(), project.parent()),
            undecided::add);
      }
      Ancestors ancestors = new Ancestors(resourceManager);
      List<ProjectOwner> grants = new ArrayList<>();
      Parallel.run(
          List.copyOf(parents.keySet()),
          request.concurrency(),
          progress,
          project ->
              found(
                  project, parents.getOrDefault(project, ""), request, resourceManager, ancestors),
          found -> {
            grants.addAll(found.grants());
            undecided.addAll(found.undecided());
          });
      progress.clear();
      return new OwnersAudit(List.copyOf(parents.keySet()), grants, List.copyOf(undecided));
    }
  }

  /** Returns the owners that {@code owners.keep} does not name. */
  public List<ProjectOwner> outsideKeep() {
    return grants.stream().filter(grant -> !grant.kept()).toList();
  }

  /** Returns 3 where something could not be read, 1 where a member is outside the keep list. */
  public ExitCode exitCode() {
    return !undecided.isEmpty()
        ? ExitCode.UNDECIDED
        : outsideKeep().isEmpty() ? ExitCode.PASSED : ExitCode.FINDINGS;
  }

  private static Found found(
      String project,
      String parent,
      Request request,
      ResourceManager resourceManager,
      Ancestors ancestors) {
    String name = "projects/" + project;
    List<ProjectOwner> grants = new ArrayList<>();
    List<String> undecided = new ArrayList<>();
    Attempts attempts = new Attempts(request.deadline(), () -> false);
    try {
      IamPolicy policy = attempts.read(limit -> resourceManager.policy(name, limit));
      if (policy.etag().isEmpty()) {
        undecided.add(name + ": the answer is not a whole policy");
        return new Found(grants, undecided);
      }
      addOwners(project, name, policy, request.keep(), grants);
      if (!request.directOnly()) {
        String above =
            parent.isEmpty() ? attempts.read(limit -> resourceManager.parent(name, limit)) : parent;
        for (Ancestor ancestor : ancestors.from(above, attempts)) {
          if (ancestor.policy() != null) {
            addOwners(project, ancestor.name(), ancestor.policy(), request.keep(), grants);
          }
          if (!ancestor.trouble().isEmpty()) {
            undecided.add(
                "%s, above projects of this audit: %s. With --direct only grants on the projects themselves count"
                    .formatted(ancestor.name(), ancestor.trouble()));
          }
        }
      }
    } catch (ServiceException e) {
      undecided.add(name + ": " + e.getMessage());
    } catch (GivenUpException e) {
      undecided.add(name + ": gave up; last: " + attempts.trouble());
    }
    return new Found(grants, undecided);
  }

  private static void addOwners(
      String project,
      String resource,
      IamPolicy policy,
      List<String> keep,
      List<ProjectOwner> grants) {
    for (Binding binding : policy.bindings()) {
      if (binding.role().equals(OwnerEdit.OWNER)) {
        for (String member : binding.members()) {
          grants.add(
              new ProjectOwner(
                  project,
                  member,
                  resource,
                  binding.conditional(),
                  Members.contains(keep, member)));
        }
      }
    }
  }
}
