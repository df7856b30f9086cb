package dev.tfgate.terraform;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Limits;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The outlines of files, from their content as something else read it, or from a glance at it. */
public final class FileOutlines {
  private final Checkout checkout;
  private final Limits limits;
  private final Map<String, Optional<FileOutline>> known = new ConcurrentHashMap<>();

  /** Outlines of the files of a checkout. */
  public FileOutlines(Checkout checkout, Limits limits) {
    this.checkout = checkout;
    this.limits = limits;
  }

  /** Takes the content of a file that something else has read. */
  public void take(CheckoutFile file, byte[] content) {
    FileKind kind = FileKind.of(file.name()).orElse(null);
    if (kind != null && kind != FileKind.BACKEND && !kind.isJson(file.name())) {
      known.put(file.path(), Optional.ofNullable(OutlineScanner.outline(content, limits)));
    }
  }

  /** The outline of a file in the native syntax; null where it can't be told without a tree. */
  @Nullable FileOutline of(CheckoutFile file) {
    Optional<FileOutline> found = known.get(file.path());
    if (found == null) {
      try {
        found = Optional.ofNullable(OutlineScanner.outline(checkout.glance(file), limits));
      } catch (UnreadableFileException e) {
        found = Optional.empty();
      }
    }
    return found.orElse(null);
  }
}
