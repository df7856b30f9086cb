package dev.tfgate.dispatch.cloud;

import dev.tfgate.dispatch.cloud.BuildResult.Outcome;
import dev.tfgate.report.Report;
import dev.tfgate.report.ReportFormatException;
import dev.tfgate.report.ReportMerge;
import dev.tfgate.report.ReportReader;
import dev.tfgate.report.Undecided;
import dev.tfgate.report.Verdict;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.Stores;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The reports that the builds of a dispatch wrote, and the one that they make. A report makes no
 * root better than its build: what a build of another root wrote counts for that root alone.
 */
final class BuildReports {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int LARGEST = 64 << 20;

  private final Requests requests;
  private final Stores stores;
  private final Map<String, Report> read = new ConcurrentSkipListMap<>();

  BuildReports(Requests requests, Stores stores) {
    this.requests = requests;
    this.stores = stores;
  }

  /** Reads the report of a build that ended; a success that no report shows is none. */
  BuildResult collect(BuildResult result) {
    Optional<ObjectAddress> place = requests.report(result.path());
    if (place.isEmpty() || result.build().isEmpty()) {
      return result;
    }
    Optional<String> problem = read(result, place.get());
    return problem.isPresent() && result.outcome() == Outcome.SUCCEEDED
        ? result.undecided(problem.get())
        : result;
  }

  private Optional<String> read(BuildResult result, ObjectAddress place) {
    Report report;
    try {
      report =
          ReportReader.read(
              stores.within(Deadline.in(LIMIT)).read(place, LARGEST).content().bytes());
    } catch (StoreException e) {
      return Optional.of(
          "its build succeeded, and its report can't be read: %s".formatted(e.getMessage()));
    } catch (ReportFormatException e) {
      return Optional.of(
          "its build succeeded, and what it wrote to %s is not a JSON report of tfgate (%s)"
              .formatted(place, e.getMessage()));
    }
    read.put(result.path(), report);
    if (!covers(report, result.path())) {
      return Optional.of(
          "its build succeeded, and its report at %s doesn't cover this root".formatted(place));
    }
    return report.verdict() == Verdict.PASS
        ? Optional.empty()
        : Optional.of(
            "its build succeeded, and its report at %s says '%s'"
                .formatted(place, report.verdict().word()));
  }

  private static boolean covers(Report report, String root) {
    return report.roots().stream().anyMatch(summary -> summary.path().equals(root));
  }

  /**
   * Returns the one report of all builds; each root that has no success is blocked by it.
   *
   * @param version of the tfgate that merges
   */
  Report merged(Collection<BuildResult> results, String version) {
    ReportMerge merge = new ReportMerge();
    read.forEach(merge::add);
    for (BuildResult result : results) {
      Report own = read.get(result.path());
      if (result.outcome() != Outcome.SUCCEEDED
          && (own == null || own.verdict() == Verdict.PASS || !covers(own, result.path()))) {
        merge.add(
            new Undecided(
                result.path(),
                "build-" + result.outcome().word(),
                result.message().isEmpty()
                    ? "its build ended as '%s', and %s. Read its log"
                        .formatted(
                            result.outcome().word(),
                            own == null ? "wrote no report" : "its report doesn't say why")
                    : result.message()));
      }
    }
    return merge.report(version);
  }
}
