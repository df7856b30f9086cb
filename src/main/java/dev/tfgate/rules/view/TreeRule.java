package dev.tfgate.rules.view;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.trust.Trust;

/** A rule over names, kinds and links of files. */
public non-sealed interface TreeRule extends Rule {
  /** Adds what is wrong with the tree. */
  void check(Checkout checkout, Trust trust, Findings findings);
}
