package dev.tfgate.policy.run;

import dev.tfgate.report.Undecided;
import dev.tfgate.yaml.Problems;
import java.util.List;

/**
 * What the policies said.
 *
 * @param violations one for each policy and place
 * @param undecided what they could not decide; never a pass
 * @param problems what is wrong with the policies themselves: the result only counts without
 */
public record PolicyResult(
    List<Violation> violations, List<Undecided> undecided, Problems problems) {
  public PolicyResult {
    violations = List.copyOf(violations);
    undecided = List.copyOf(undecided);
  }
}
