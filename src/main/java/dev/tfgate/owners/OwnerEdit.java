package dev.tfgate.owners;

import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** The edits of a policy. Each is pure: nothing but the members it is about changes. */
public final class OwnerEdit {
  /** The role that the creator of a project gets. */
  public static final String OWNER = "roles/owner";

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
  public static List<String> owners(Policy policy) {
    return holders(policy, Set.of(OWNER));
  }

  /**
   * Returns {@code policy} without the unconditional Owner grant of {@code members}; a binding that
   * becomes empty goes. Whoever loses it gets {@code replacements} instead. Where none of them is
   * Owner, the very same policy comes back.
   */
  public static Policy strip(Policy policy, Collection<String> members, List<String> replacements) {
    List<String> removed =
        owners(policy).stream().filter(owner -> Members.contains(members, owner)).toList();
    if (removed.isEmpty()) {
      return policy;
    }
    Policy.Builder edited = policy.toBuilder().clearBindings();
    for (Binding binding : policy.getBindingsList()) {
      if (!isOwner(binding)) {
        edited.addBindings(binding);
        continue;
      }
      List<String> left =
          binding.getMembersList().stream()
              .filter(member -> !Members.contains(members, member))
              .toList();
      if (left.size() == binding.getMembersCount()) {
        edited.addBindings(binding);
      } else if (!left.isEmpty()) {
        edited.addBindings(binding.toBuilder().clearMembers().addAllMembers(left));
      }
    }
    for (String role : replacements) {
      grant(edited, role, removed);
    }
    return edited.build();
  }

  /** Returns {@code policy} with Owner for {@code members}; the same policy where they have it. */
  public static Policy restore(Policy policy, Collection<String> members) {
    Policy.Builder edited = policy.toBuilder();
    grant(edited, OWNER, members);
    return edited.build();
  }

  /**
   * Returns those who can change the policy of the project it belongs to, deleted ones left out.
   */
  static List<String> administrators(Policy project) {
    return holders(project, PROJECT_ADMINISTRATORS).stream().filter(Members::isAlive).toList();
  }

  /** Returns those who can do so from above, by the policy of a folder or an organization. */
  static List<String> administratorsFromAbove(Policy ancestor) {
    return holders(ancestor, ANCESTOR_ADMINISTRATORS).stream().filter(Members::isAlive).toList();
  }

  private static void grant(Policy.Builder policy, String role, Collection<String> members) {
    for (String member : members) {
      int place = -1;
      boolean has = false;
      for (int i = 0; i < policy.getBindingsCount(); i++) {
        Binding binding = policy.getBindings(i);
        if (binding.getRole().equals(role) && !binding.hasCondition()) {
          place = place < 0 ? i : place;
          has |= Members.contains(binding.getMembersList(), member);
        }
      }
      if (has) {
        continue;
      }
      if (place < 0) {
        policy.addBindings(Binding.newBuilder().setRole(role).addMembers(member));
      } else {
        policy.setBindings(place, policy.getBindings(place).toBuilder().addMembers(member));
      }
    }
  }

  private static List<String> holders(Policy policy, Set<String> roles) {
    List<String> holders = new ArrayList<>();
    for (Binding binding : policy.getBindingsList()) {
      if (roles.contains(binding.getRole()) && !binding.hasCondition()) {
        for (String member : binding.getMembersList()) {
          if (!holders.contains(member)) {
            holders.add(member);
          }
        }
      }
    }
    return List.copyOf(holders);
  }

  private static boolean isOwner(Binding binding) {
    return binding.getRole().equals(OWNER) && !binding.hasCondition();
  }
}
