package dev.tfgate.owners;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The edits of a policy. Each is pure: nothing but the members it is about changes. */
final class OwnerEdit {
  /** The role that the creator of a project gets. */
  static final String OWNER = "roles/owner";

  private static final Set<String> PROJECT_ADMINISTRATORS =
      Set.of(OWNER, "roles/resourcemanager.projectIamAdmin", "roles/iam.securityAdmin");

  private static final Set<String> ANCESTOR_ADMINISTRATORS =
      Set.of(
          OWNER,
          "roles/resourcemanager.projectIamAdmin",
          "roles/iam.securityAdmin",
          "roles/resourcemanager.folderAdmin",
          "roles/resourcemanager.folderIamAdmin",
          "roles/resourcemanager.organizationAdmin");

  private OwnerEdit() {}

  /** Returns the members that hold Owner without a condition, as the policy writes them. */
  static List<String> owners(IamPolicy policy) {
    return holders(policy, Set.of(OWNER));
  }

  /**
   * Returns {@code policy} without the unconditional Owner grant of {@code members}; a binding that
   * becomes empty goes. A member that loses it gets {@code replacements} instead. Where none of
   * them is Owner, the very same policy comes back.
   */
  static IamPolicy strip(IamPolicy policy, Collection<String> members, List<String> replacements) {
    List<String> removed =
        owners(policy).stream().filter(owner -> Members.contains(members, owner)).toList();
    if (removed.isEmpty()) {
      return policy;
    }
    List<Binding> edited = new ArrayList<>();
    for (Binding binding : policy.bindings()) {
      boolean changes =
          binding.grants(OWNER)
              && binding.members().stream().anyMatch(member -> Members.contains(members, member));
      Binding left =
          changes ? binding.where(member -> !Members.contains(members, member)) : binding;
      if (!changes || !left.members().isEmpty()) {
        edited.add(left);
      }
    }
    for (String role : replacements) {
      grant(edited, role, removed);
    }
    return policy.with(edited);
  }

  /** Returns {@code policy} with Owner for {@code members}; the same policy where they have it. */
  static IamPolicy restore(IamPolicy policy, Collection<String> members) {
    List<String> owners = owners(policy);
    if (members.stream().allMatch(member -> Members.contains(owners, member))) {
      return policy;
    }
    List<Binding> edited = new ArrayList<>(policy.bindings());
    grant(edited, OWNER, members);
    return policy.with(edited);
  }

  /** Returns those who can change the policy of the project it belongs to. */
  static List<String> administrators(IamPolicy project) {
    return holders(project, PROJECT_ADMINISTRATORS).stream().filter(Members::canAct).toList();
  }

  /** Returns those who can do so from above, by the policy of a folder or an organization. */
  static List<String> administratorsFromAbove(IamPolicy ancestor) {
    return holders(ancestor, ANCESTOR_ADMINISTRATORS).stream().filter(Members::canAct).toList();
  }

  private static void grant(List<Binding> bindings, String role, Collection<String> members) {
    for (String member : members) {
      int place = -1;
      boolean has = false;
      for (int i = 0; i < bindings.size(); i++) {
        Binding binding = bindings.get(i);
        if (binding.grants(role)) {
          place = place < 0 ? i : place;
          has |= Members.contains(binding.members(), member);
        }
      }
      if (has) {
        continue;
      }
      if (place < 0) {
        bindings.add(Binding.of(role, List.of(member)));
      } else {
        bindings.set(place, bindings.get(place).plus(member));
      }
    }
  }

  private static List<String> holders(IamPolicy policy, Set<String> roles) {
    return policy.bindings().stream()
        .filter(binding -> roles.stream().anyMatch(binding::grants))
        .flatMap(binding -> binding.members().stream())
        .distinct()
        .toList();
  }
}
