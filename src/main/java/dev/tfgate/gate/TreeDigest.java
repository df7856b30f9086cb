package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The digest of a checkout, computed where something asks for it: it reads what no rule reads. */
final class TreeDigest implements Supplier<String> {
  private final Checkout checkout;
  private final Set<String> whole;
  private @Nullable String text;

  /**
   * @param whole as for {@link Checkout#treeDigest}
   */
  TreeDigest(Checkout checkout, Set<String> whole) {
    this.checkout = checkout;
    this.whole = Set.copyOf(whole);
  }

  @Override
  public synchronized String get() {
    String known = text;
    if (known == null) {
      known = checkout.treeDigest(whole);
      text = known;
    }
    return known;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof TreeDigest digest && digest.get().equals(get());
  }

  @Override
  public int hashCode() {
    return get().hashCode();
  }
}
