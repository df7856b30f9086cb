package dev.tfgate.owners;

import dev.tfgate.owners.PolicyChange.Conduct;
import dev.tfgate.owners.PolicyChange.Edit;
import dev.tfgate.owners.ProjectResult.Outcome;
import dev.tfgate.owners.StripRequest.Batch;
import dev.tfgate.report.Cancellation;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Changes the policies of many projects, and records what became of each. */
final class ProjectRun {
  private final List<String> projects;
  private final Batch batch;
  private final boolean dryRun;
  private final boolean withDiff;
  private final RunOutput output;

  /**
   * @param withDiff whether results show the diff of the policy, as those of a dry run always do
   */
  ProjectRun(
      List<String> projects, Batch batch, boolean dryRun, boolean withDiff, RunOutput output) {
    this.projects = projects;
    this.batch = batch;
    this.dryRun = dryRun;
    this.withDiff = withDiff;
    this.output = output;
  }

  /**
   * Does each project's edit and returns the code that the results make.
   *
   * @throws IOException where a result could not be recorded; no further write was begun then
   */
  ExitCode run(ResourceManager resourceManager, Function<String, Edit> edits) throws IOException {
    Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
    @Nullable RecordFile record = output.record();
    try (Cancellation cancellation = new Cancellation()) {
      Conduct conduct =
          new Conduct(
              batch.deadline(),
              dryRun,
              withDiff,
              new RateLimit(batch.writesPerSecond()),
              cancellation::isRequested);
      Parallel.run(
          projects,
          batch.concurrency(),
          output.progress(),
          project -> {
            ProjectResult result =
                PolicyChange.run(resourceManager, edits.apply(project), conduct, project);
            record(record, result, cancellation);
            return result;
          },
          result -> {
            counts.merge(result.outcome(), 1, Integer::sum);
            output.results().accept(result);
          });
      output.progress().end(summary(counts));
      return cancellation.isRequested() || counts.containsKey(Outcome.FAILED)
          ? ExitCode.UNDECIDED
          : counts.containsKey(Outcome.REFUSED) ? ExitCode.FINDINGS : ExitCode.PASSED;
    }
  }

  private static void record(
      @Nullable RecordFile record, ProjectResult result, Cancellation cancellation)
      throws IOException {
    if (record == null) {
      return;
    }
    try {
      record.append(result);
    } catch (IOException e) {
      cancellation.request();
      throw new IOException(
          "the record can't be written (%s), so no further project was started. Its lost line is %s"
              .formatted(e.getMessage(), result.toJson()),
          e);
    }
  }

  private String summary(Map<Outcome, Integer> counts) {
    StringBuilder line =
        new StringBuilder(
            ProgressLine.projects(projects.size())
                + (dryRun ? " in a dry run, nothing written" : ""));
    String separator = ": ";
    for (Map.Entry<Outcome, Integer> count : counts.entrySet()) {
      line.append(separator).append(count.getValue()).append(' ').append(count.getKey().word());
      separator = ", ";
    }
    return line.toString();
  }
}
