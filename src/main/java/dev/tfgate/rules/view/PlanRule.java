package dev.tfgate.rules.view;

import dev.tfgate.terraform.PlanListener;

/** A rule over a saved plan, whose parts come one by one and are not kept. */
public non-sealed interface PlanRule extends Rule {
  /** Returns what watches one plan go by and adds what is wrong with it. */
  PlanListener listen(PlanScope scope, PlanFindings findings);
}
