package dev.tfgate.roots;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A root module in a listing.
 *
 * @param path relative to the checkout; "." at the top
 * @param program that runs it, {@code terraform} or {@code tofu}; null where none is pinned
 * @param version of that program; null where none is pinned
 * @param reasons where a revision is named, the ways from changed files to the root, such as {@code
 *     modules/db/main.tf → modules/app → svc/dev}; else why the directory is a root
 * @param changed whether a change since the revision can affect it
 * @param because the changed files that can, by path
 * @param modules the directories of modules that it reaches, by path
 * @param reads the roots whose state it reads, by path
 * @param wave 0 where it reads the state of none that is listed, else one more than the highest
 *     wave that it reads
 */
public record RootEntry(
    String path,
    @Nullable String program,
    @Nullable String version,
    List<String> reasons,
    boolean changed,
    List<String> because,
    List<String> modules,
    List<String> reads,
    int wave) {
  /** Copies the lists. */
  public RootEntry {
    reasons = List.copyOf(reasons);
    because = List.copyOf(because);
    modules = List.copyOf(modules);
    reads = List.copyOf(reads);
  }
}
