package dev.tfgate.gate;

import dev.tfgate.checkout.Shared;
import dev.tfgate.ciconfig.Comparison;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Finding;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.view.CiConfigRule;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.Rule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.rules.view.TreeRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The run of the rules over names and files and over the CI configuration: beside all else, for
 * they ask nothing of the directories of Terraform.
 */
final class TreeScan {
  private final Map<Rule, Findings> rules = new LinkedHashMap<>();
  private final Shared.Begun run;

  private TreeScan(Scope scope, List<Comparison> comparisons, int jobs, CheckProgress.Step step) {
    for (Rule rule : Rules.all()) {
      if (rule instanceof TreeRule || rule instanceof CiConfigRule) {
        RuleDescription description = rule.description().under(scope.trust().rules());
        if (description.enforcement() != Enforcement.OFF) {
          rules.put(rule, new Findings(description));
        }
      }
    }
    run = Shared.begin(jobs, () -> run(scope, comparisons, jobs, step));
  }

  /**
   * Begins it.
   *
   * @param comparisons of the CI configuration with its trusted copies
   * @param jobs how many threads may work at once
   */
  static TreeScan begin(
      Scope scope, List<Comparison> comparisons, int jobs, CheckProgress progress) {
    return new TreeScan(scope, comparisons, jobs, progress.step());
  }

  private void run(Scope scope, List<Comparison> comparisons, int jobs, CheckProgress.Step step) {
    rules.forEach(
        (rule, found) -> {
          step.begin(found.ruleId(), ".");
          if (rule instanceof TreeRule tree) {
            tree.check(scope.checkout(), scope.trust(), jobs, found);
          }
          if (rule instanceof CiConfigRule ci) {
            ci.check(comparisons, found);
          }
        });
    step.end();
  }

  /** Waits for its end, and returns what was found. */
  List<Finding> findings() {
    run.end();
    List<Finding> all = new ArrayList<>();
    rules.values().forEach(found -> all.addAll(found.all()));
    return all;
  }
}
