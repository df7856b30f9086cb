package dev.tfgate.runner;

import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.ResourceChange;

/** Counts what a plan would change, as Terraform's last line does. */
public final class PlanChanges implements PlanListener {
  private int added;
  private int changed;
  private int destroyed;

  /** Nothing so far. */
  PlanChanges() {}

  @Override
  public void resourceChange(ResourceChange change) {
    if (change.mode().equals("managed")) {
      added += change.actions().contains("create") ? 1 : 0;
      changed += change.actions().contains("update") ? 1 : 0;
      destroyed += change.actions().contains("delete") ? 1 : 0;
    }
  }

  /** Whether nothing changes. */
  public boolean isEmpty() {
    return added + changed + destroyed == 0;
  }

  /** For a table: {@code +1 ~2 -0}. */
  @Override
  public String toString() {
    return "+%d ~%d -%d".formatted(added, changed, destroyed);
  }
}
