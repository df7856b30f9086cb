package dev.tfgate.rules.view;

import dev.tfgate.terraform.ConfigurationDirectory;

/** A rule over the files of one directory; it may look at the others. */
public non-sealed interface ModuleRule extends Rule {
  /** Adds what is wrong in {@code directory}. */
  void check(ConfigurationDirectory directory, Scope scope, Findings findings);
}
