package dev.tfgate.rules.view;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.trust.Trust;

/** A rule over names, kinds and links of files. */
public non-sealed interface TreeRule extends Rule {
  /** Adds what is wrong with the tree. */
  void check(Checkout checkout, Trust trust, Findings findings);

  /**
   * As above, on several threads where it reads many files.
   *
   * @param jobs how many threads may work at once
   */
  default void check(Checkout checkout, Trust trust, int jobs, Findings findings) {
    check(checkout, trust, findings);
  }
}
