package dev.tfgate.plugins;

import dev.tfgate.report.Undecided;
import dev.tfgate.report.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What {@link PluginVerification} found.
 *
 * @param packages every pinned package, by source address, version and platform
 * @param problems every difference, by path
 * @param undecided what could not be read, by path
 * @param files how many files were hashed
 * @param bytes how many bytes they hold
 */
public record Verification(
    List<VerifiedPackage> packages,
    List<PluginProblem> problems,
    List<Undecided> undecided,
    int files,
    long bytes) {

  public Verification {
    packages = List.copyOf(packages);
    problems =
        problems.stream()
            .sorted(
                Comparator.comparing(PluginProblem::path, PackageHash.PATH_ORDER)
                    .thenComparing(PluginProblem::kind)
                    .thenComparing(PluginProblem::message))
            .toList();
    undecided =
        undecided.stream()
            .sorted(Comparator.comparing(Undecided::path, PackageHash.PATH_ORDER))
            .toList();
  }

  /** The same with more problems. */
  public Verification and(List<PluginProblem> more) {
    List<PluginProblem> all = new ArrayList<>(problems);
    all.addAll(more);
    return new Verification(packages, all, undecided, files, bytes);
  }

  /** Returns whether what is there may run: only where nothing differs and all of it was read. */
  public Verdict verdict() {
    if (!undecided.isEmpty()) {
      return Verdict.UNDECIDED;
    }
    return problems.isEmpty() ? Verdict.PASS : Verdict.FAIL;
  }
}
