package dev.tfgate.rules.view;

import dev.tfgate.terraform.Root;

/** A rule over a root module and the modules that it reaches. */
public non-sealed interface RootRule extends Rule {
  /**
   * Reports what is wrong with a root.
   *
   * @param root with its modules
   * @param scope what surrounds it
   */
  void check(Root root, Scope scope, Findings findings);

  /**
   * Whether the rule also judges a folder that nothing calls and in which Terraform is not known to
   * be run, as if it were a root. It then may not depend on values that a caller would give.
   */
  default boolean judgesUncalled() {
    return false;
  }
}
