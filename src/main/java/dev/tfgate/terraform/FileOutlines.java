package dev.tfgate.terraform;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Shared;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The outlines of files, from their content as something else read it, or from a glance at it. */
public final class FileOutlines {
  private final Checkout checkout;
  private final Limits limits;
  private final Map<String, Optional<FileOutline>> known = new ConcurrentHashMap<>();
  private final Map<String, Optional<FileOutline>> byContent = new ConcurrentHashMap<>();
  private Shared.@Nullable Begun begun;

  /** Outlines of the files of a checkout. */
  public FileOutlines(Checkout checkout, Limits limits) {
    this.checkout = checkout;
    this.limits = limits;
  }

  /**
   * Takes the content of a file that something else has read.
   *
   * @param id tells it from any other content
   */
  public void take(CheckoutFile file, String id, byte[] content) {
    if (hasOutline(file)) {
      known.put(
          file.path(),
          byContent.computeIfAbsent(
              id, any -> Optional.ofNullable(OutlineScanner.outline(content, limits))));
    }
  }

  private static boolean hasOutline(CheckoutFile file) {
    FileKind kind = FileKind.of(file.name()).orElse(null);
    return kind != null && kind != FileKind.BACKEND && !kind.isJson(file.name());
  }

  /**
   * Begins to read the outlines of files, in as far as that is less work at once.
   *
   * @param files that may have outlines
   * @param jobs how many threads may work at once
   */
  public void begin(List<CheckoutFile> files, int jobs) {
    if (jobs > 1 && begun == null) {
      begun = Shared.begin(jobs, () -> read(files, jobs));
    }
  }

  /**
   * Reads the outlines of many files that are soon asked for.
   *
   * @param jobs how many threads may work at once
   */
  void prepare(List<CheckoutFile> files, int jobs) {
    if (begun != null) {
      begun.end();
    }
    read(files, jobs);
  }

  private void read(List<CheckoutFile> files, int jobs) {
    List<CheckoutFile> wanted = new ArrayList<>(files.size());
    for (CheckoutFile file : files) {
      if (!known.containsKey(file.path()) && hasOutline(file)) {
        wanted.add(file);
      }
    }
    checkout.readAhead(wanted, jobs, this::take);
  }

  /** The outline of a file in the native syntax; null where it is not known without a tree. */
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
