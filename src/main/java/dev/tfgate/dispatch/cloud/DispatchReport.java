package dev.tfgate.dispatch.cloud;

import dev.tfgate.google.JsonTree;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Report;
import dev.tfgate.trust.Identities.Phase;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a dispatch came to.
 *
 * @param phase plan or apply
 * @param commit of all builds
 * @param attempt which one of this commit and phase
 * @param configuration address and generation of what the builds ran
 * @param serviceAccount that they ran as
 * @param roots by path
 * @param requests by path, the bodies of the requests that would be sent; only of a dry run
 * @param findings the reports of the builds as one; null where gate.yaml has no place for them
 */
public record DispatchReport(
    Phase phase,
    String commit,
    int attempt,
    String configuration,
    String serviceAccount,
    List<BuildResult> roots,
    Map<String, JsonTree.Fields> requests,
    @Nullable Report findings) {
  /** Copies the collections. */
  public DispatchReport {
    roots = List.copyOf(roots);
    requests = Collections.unmodifiableMap(new LinkedHashMap<>(requests));
  }

  /** Returns the exit code of the worst. */
  public ExitCode exitCode() {
    ExitCode worst = ExitCode.PASSED;
    for (BuildResult root : roots) {
      if (root.outcome().code().code() > worst.code()) {
        worst = root.outcome().code();
      }
    }
    return worst;
  }

  /** Returns how many roots have an outcome. */
  public int count(BuildResult.Outcome outcome) {
    return (int) roots.stream().filter(root -> root.outcome() == outcome).count();
  }
}
