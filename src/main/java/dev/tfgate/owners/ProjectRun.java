package dev.tfgate.owners;

import dev.tfgate.owners.ProjectResult.Outcome;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** Many projects, several at a time; results in the order of the projects. */
final class ProjectRun {
  private final List<String> projects;
  private final int concurrency;
  private final RunOutput output;
  private final Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
  private final AtomicInteger done = new AtomicInteger();

  /**
   * @param concurrency projects at a time
   */
  ProjectRun(List<String> projects, int concurrency, RunOutput output) {
    this.projects = projects;
    this.concurrency = concurrency;
    this.output = output;
  }

  /**
   * Does {@code change} to each project and returns the code that the results make.
   *
   * @param change never throws for anything that the server does
   * @throws IOException where a result could not be recorded; no further write was begun then
   */
  ExitCode run(Function<String, ProjectResult> change, Stop stop, RecordFile... record)
      throws IOException {
    Progress progress = output.progress();
    progress.begin(projects.size());
    ExecutorService threads =
        Executors.newFixedThreadPool(
            concurrency, Thread.ofPlatform().daemon().name("project-", 0).factory());
    try {
      Deque<Future<ProjectResult>> results = new ArrayDeque<>();
      for (String project : projects) {
        results.add(threads.submit(() -> one(project, change, stop, record)));
      }
      while (!results.isEmpty()) {
        ProjectResult result = await(results.remove(), progress);
        counts.merge(result.outcome(), 1, Integer::sum);
        output.results().accept(result);
      }
    } catch (ExecutionException e) {
      stop.request();
      throw new IOException("a result could not be recorded: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      threads.shutdown();
    }
    progress.end(counts);
    return stop.isRequested() || counts.containsKey(Outcome.FAILED)
        ? ExitCode.UNDECIDED
        : counts.containsKey(Outcome.REFUSED) ? ExitCode.FINDINGS : ExitCode.PASSED;
  }

  private ProjectResult one(
      String project, Function<String, ProjectResult> change, Stop stop, RecordFile... record)
      throws IOException {
    ProjectResult result = change.apply(project);
    try {
      for (RecordFile file : record) {
        file.append(result);
      }
    } catch (IOException e) {
      stop.request();
      throw new IOException(
          "%s; the lost line is %s".formatted(e.getMessage(), result.toJson()), e);
    }
    done.incrementAndGet();
    return result;
  }

  private ProjectResult await(Future<ProjectResult> result, Progress progress)
      throws ExecutionException, InterruptedException {
    while (true) {
      progress.show(done.get());
      try {
        return result.get(200, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // shows how far it is, and waits on
      }
    }
  }
}
