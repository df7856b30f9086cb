package dev.tfgate.terraform;

import java.util.List;

/**
 * A directory in which Terraform may be run.
 *
 * @param path relative to the checkout; "." at the top
 * @param reasons why it counts as a root, as ends of "is a root because it …"
 */
public record RootOutline(String path, List<String> reasons) {
  /** Copies the list. */
  public RootOutline {
    reasons = List.copyOf(reasons);
  }
}
