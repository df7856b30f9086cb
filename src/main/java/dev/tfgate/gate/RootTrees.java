package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What tells the tree that a root was checked in from any other tree. */
public final class RootTrees {
  /** Of a report that is about no tree. */
  public static final RootTrees NONE = new RootTrees(null, Map.of());

  private final @Nullable Checkout checkout;
  private final Map<String, Set<String>> whole;

  private RootTrees(@Nullable Checkout checkout, Map<String, Set<String>> whole) {
    this.checkout = checkout;
    this.whole = Map.copyOf(whole);
  }

  static RootTrees of(Checkout checkout, Map<String, Set<String>> whole) {
    return new RootTrees(checkout, whole);
  }

  /**
   * Returns the paths of the files, and of the folders with all in them, that a run of Terraform in
   * a root may read as they are.
   *
   * @param root its path
   */
  public Set<String> whole(String root) {
    return whole.getOrDefault(root, Set.of());
  }

  /**
   * Returns {@code sha256:…} over paths, modes and links of the checkout, the contents of what the
   * root reaches, and size and time of the rest: the same, whether the root was checked alone.
   *
   * @param root its path
   */
  public String digest(String root) {
    return checkout == null ? "" : checkout.digestOf(whole(root));
  }
}
