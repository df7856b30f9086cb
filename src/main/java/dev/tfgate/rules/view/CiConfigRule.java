package dev.tfgate.rules.view;

import dev.tfgate.ciconfig.Comparison;
import java.util.List;

/** A rule over the CI configuration as it was compared with its trusted copy. */
public non-sealed interface CiConfigRule extends Rule {
  /** Adds what is wrong with the governed files. */
  void check(List<Comparison> comparisons, Findings findings);
}
