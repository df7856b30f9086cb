package dev.tfgate.rules.view;

import dev.tfgate.report.RuleDescription;

/** A built-in check: it takes one view of the checkout and yields findings. */
public sealed interface Rule permits TreeRule, ModuleRule, RootRule, PlanRule, CiConfigRule {
  /** Says what it flags, with the enforcement it has by default. */
  RuleDescription description();
}
