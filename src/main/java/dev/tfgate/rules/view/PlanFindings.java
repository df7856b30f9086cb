package dev.tfgate.rules.view;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Collects what one rule finds in a plan. A plan can hold any number of objects, so that only the
 * first {@link #MOST} findings are kept and the others counted.
 */
public final class PlanFindings {
  /** As many findings of one rule are kept. */
  public static final int MOST = 2000;

  /**
   * One of them.
   *
   * @param address of the resource in the plan, or empty for the plan as a whole
   * @param message what is wrong, why it matters and what to do
   */
  public record Found(String address, String message) {}

  private final Set<Found> found = new LinkedHashSet<>();
  private long more;

  /** Adds a finding about the resource at that address; the same one counts once. */
  public void add(String address, String message) {
    Found finding = new Found(address, message);
    if (found.size() < MOST) {
      found.add(finding);
    } else if (!found.contains(finding)) {
      more++;
    }
  }

  /** What was found so far and kept, in the order in which it was added. */
  public List<Found> all() {
    return List.copyOf(new ArrayList<>(found));
  }

  /** How many findings were not kept. */
  public long more() {
    return more;
  }
}
