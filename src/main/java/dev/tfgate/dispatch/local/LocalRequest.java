package dev.tfgate.dispatch.local;

import dev.tfgate.runner.TerraformRequest;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to run, and in which roots.
 *
 * @param run what runs in each; it names no root
 * @param since a revision: only roots that a change since then can affect; null for all
 * @param patterns of paths of roots; empty for all
 * @param concurrency roots at a time
 * @param failFast whether no further root is begun once one didn't pass
 * @param logs where the output of each root goes; null for a private place
 */
public record LocalRequest(
    TerraformRequest run,
    @Nullable String since,
    List<String> patterns,
    int concurrency,
    boolean failFast,
    @Nullable Path logs) {
  /** Copies the patterns. */
  public LocalRequest {
    patterns = List.copyOf(patterns);
  }
}
