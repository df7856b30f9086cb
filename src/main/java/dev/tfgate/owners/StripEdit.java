package dev.tfgate.owners;

import dev.tfgate.google.ServiceException;
import dev.tfgate.owners.Ancestors.Ancestor;
import dev.tfgate.owners.Attempts.GivenUpException;
import dev.tfgate.owners.PolicyChange.Decision;
import dev.tfgate.owners.ProjectResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Takes Owner away, where somebody else can still administer the project. */
final class StripEdit implements PolicyChange.Edit {
  /** How long a project is new: an apply and what follows it take less. */
  private static final Duration NEW = Duration.ofHours(24);

  private final ResourceManager resourceManager;
  private final StripRequest request;
  private final List<String> members;
  private final CreatedProjects projects;
  private final Ancestors ancestors;

  /**
   * @param members who loses it
   * @param projects tells which of them were created just now
   */
  StripEdit(
      ResourceManager resourceManager,
      StripRequest request,
      List<String> members,
      CreatedProjects projects) {
    this.projects = projects;
    this.resourceManager = resourceManager;
    this.request = request;
    this.members = List.copyOf(members);
    this.ancestors = new Ancestors(resourceManager);
  }

  @Override
  public Decision decide(String project, IamPolicy policy, Attempts attempts)
      throws ServiceException, GivenUpException {
    List<String> owners = OwnerEdit.owners(policy);
    List<String> named = owners.stream().filter(owner -> Members.contains(members, owner)).toList();
    List<String> targets =
        named.stream().filter(owner -> !Members.contains(request.keep(), owner)).toList();
    if (named.isEmpty()) {
      return absent(project, policy, owners, attempts);
    }
    if (targets.isEmpty()) {
      return new Decision.Leave(
          Outcome.KEPT,
          "owners.keep of gate.yaml names %s, so nothing was written".formatted(list(named)));
    }
    List<String> users = targets.stream().filter(t -> t.startsWith("user:")).toList();
    if (!users.isEmpty() && !request.includeUsers()) {
      return refused(
          "%s is a person. Google may not let anyone give a person Owner again except by invitation, so this can't always be undone. If it is meant, repeat with --include-users"
              .formatted(list(users)));
    }
    IamPolicy edited = OwnerEdit.strip(policy, targets, request.replaceWith());
    return wayIn(project, edited, targets, attempts);
  }

  @Override
  public boolean holds(IamPolicy policy, List<String> members) {
    return OwnerEdit.owners(policy).stream().noneMatch(o -> Members.contains(members, o));
  }

  @Override
  public Outcome done() {
    return Outcome.REMOVED;
  }

  /**
   * The creator of a project is its Owner at first. Where a new project has an Owner that could
   * have created it, and that is none of the members that lose the role, another identity created
   * it.
   */
  private Decision absent(String project, IamPolicy policy, List<String> owners, Attempts attempts)
      throws GivenUpException {
    String absent = "%s is no Owner; %s".formatted(list(members), others(policy, owners));
    List<String> creators =
        owners.stream()
            .filter(owner -> Members.canCreate(owner) && !Members.contains(request.keep(), owner))
            .toList();
    if (creators.isEmpty() || !isNew(project, attempts)) {
      return new Decision.Leave(Outcome.ALREADY_ABSENT, absent + "; nothing was written");
    }
    return new Decision.Leave(
        Outcome.FAILED,
        "%s, and the project is new, so %s may have created it and still be Owner. Nothing was written. Name the account that creates projects in owners.strip of gate.yaml or with --member. Where the grant is meant, name it in owners.keep"
            .formatted(absent, list(creators)));
  }

  private boolean isNew(String project, Attempts attempts) throws GivenUpException {
    try {
      Optional<Instant> created =
          attempts.read(limit -> resourceManager.created("projects/" + project, limit));
      if (created.isPresent()) {
        return created.get().isAfter(resourceManager.now().minus(NEW));
      }
    } catch (ServiceException e) {
      // Then the caller, who named the project, knows.
    }
    return projects.isFresh(project);
  }

  /** Finds who can administer the project once it is edited, or refuses. */
  private Decision wayIn(String project, IamPolicy edited, List<String> targets, Attempts attempts)
      throws ServiceException, GivenUpException {
    List<String> owners = OwnerEdit.owners(edited).stream().filter(Members::canAct).toList();
    if (!owners.isEmpty()) {
      return new Decision.Write(edited, targets, "another owner remains: " + owners.getFirst());
    }
    String name = "projects/" + project;
    String parent = attempts.read(limit -> resourceManager.parent(name, limit));
    if (parent.isEmpty()) {
      return refused(
          "%s is the last owner, and the project is outside an organization, where nobody could ever get in again. Grant roles/owner to somebody else, then repeat"
              .formatted(list(targets)));
    }
    List<String> here = OwnerEdit.administrators(edited);
    if (!here.isEmpty()) {
      return new Decision.Write(
          edited, targets, "%s still administers the project".formatted(here.getFirst()));
    }
    List<String> word = request.otherAdmins().stream().filter(Members::canAct).toList();
    if (!word.isEmpty()) {
      return new Decision.Write(
          edited,
          targets,
          "%s administers it from above, by owners.other_admins of gate.yaml"
              .formatted(word.getFirst()));
    }
    String unread = "";
    for (Ancestor ancestor : ancestors.from(parent, attempts)) {
      List<String> admins =
          ancestor.policy() == null
              ? List.of()
              : OwnerEdit.administratorsFromAbove(ancestor.policy());
      if (!admins.isEmpty()) {
        return new Decision.Write(
            edited,
            targets,
            "%s administers it from %s".formatted(admins.getFirst(), ancestor.name()));
      }
      unread = ancestor.trouble().isEmpty() ? unread : ancestor.name();
    }
    if (request.allowNoOwner()) {
      return new Decision.Write(
          edited, targets, "nobody else is known to administer it (--allow-no-owner)");
    }
    return refused(
        "%s is the last one known who can administer the project%s. Grant Owner or roles/resourcemanager.projectIamAdmin to somebody else, or name the administrators of every project in owners.other_admins of gate.yaml, or repeat with --allow-no-owner"
            .formatted(
                list(targets), unread.isEmpty() ? "" : ", and " + unread + " can't be read"));
  }

  private static Decision refused(String why) {
    return new Decision.Leave(Outcome.REFUSED, "refused: " + why + ". Nothing was changed");
  }

  private static String others(IamPolicy policy, List<String> owners) {
    List<String> conditional =
        policy.bindings().stream()
            .filter(binding -> binding.role().equals(OwnerEdit.OWNER) && binding.conditional())
            .flatMap(binding -> binding.members().stream())
            .distinct()
            .toList();
    String plain =
        !owners.isEmpty()
            ? "Owner is " + list(owners)
            : conditional.isEmpty() ? "the project has no Owner" : "nobody is without a condition";
    return conditional.isEmpty()
        ? plain
        : "%s. Owner under a condition, which is left alone, is %s"
            .formatted(plain, list(conditional));
  }

  private static String list(List<String> members) {
    int shown = Math.min(members.size(), 5);
    return String.join(", ", members.subList(0, shown))
        + (shown < members.size() ? " and %d more".formatted(members.size() - shown) : "");
  }
}
