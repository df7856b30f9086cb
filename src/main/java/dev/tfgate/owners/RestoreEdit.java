package dev.tfgate.owners;

import dev.tfgate.owners.PolicyChange.Decision;
import dev.tfgate.owners.ProjectResult.Outcome;
import java.util.List;

/** Gives Owner back to members that lost it. */
final class RestoreEdit implements PolicyChange.Edit {
  private final List<String> recorded;
  private final List<String> allowed;

  /**
   * @param recorded who lost it, by the record
   * @param allowed who may get it back
   */
  RestoreEdit(List<String> recorded, List<String> allowed) {
    this.recorded = List.copyOf(recorded);
    this.allowed = List.copyOf(allowed);
  }

  @Override
  public Decision decide(String project, IamPolicy policy, Attempts attempts) {
    List<String> others =
        recorded.stream().filter(member -> !Members.contains(allowed, member)).toList();
    if (!others.isEmpty()) {
      return new Decision.Leave(
          Outcome.REFUSED,
          "the record names %s, which neither owners.strip of gate.yaml nor --member does, and a record alone makes nobody Owner. Nothing was changed. If it is right, repeat with --member for each"
              .formatted(String.join(", ", others)));
    }
    List<String> dead = recorded.stream().filter(member -> !Members.isMember(member)).toList();
    if (!dead.isEmpty()) {
      return new Decision.Leave(
          Outcome.REFUSED,
          "%s was deleted, so it can't be granted anything. Nothing was changed"
              .formatted(String.join(", ", dead)));
    }
    IamPolicy edited = OwnerEdit.restore(policy, recorded);
    return edited.equals(policy)
        ? new Decision.Leave(
            Outcome.ALREADY_PRESENT,
            "%s is Owner already, so nothing was written".formatted(String.join(", ", recorded)))
        : new Decision.Write(edited, recorded, "as the record says");
  }

  @Override
  public boolean holds(IamPolicy policy, List<String> members) {
    List<String> owners = OwnerEdit.owners(policy);
    return members.stream().allMatch(member -> Members.contains(owners, member));
  }

  @Override
  public Outcome done() {
    return Outcome.RESTORED;
  }
}
