package dev.tfgate.dispatch.local;

import dev.tfgate.gate.Gate;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Printable;
import dev.tfgate.roots.RootEntry;
import dev.tfgate.roots.RootMap;
import dev.tfgate.runner.SharedRuns;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One run over many roots: waves one after the other, several roots of a wave at a time. */
public final class LocalRun {
  private final LocalRequest request;
  private final LocalConsole console;
  private final RootMap map;
  private final SharedRuns runs;
  private final RootLogs logs;
  private final FinishedRoots finished;
  private final Map<String, RootResult> results = new HashMap<>();
  private final long start = System.nanoTime();
  private final Fold fold;
  private volatile boolean stopped;

  private LocalRun(
      LocalRequest request,
      LocalConsole console,
      RootMap map,
      SharedRuns runs,
      RootLogs logs,
      FinishedRoots finished) {
    this.request = request;
    this.console = console;
    this.map = map;
    this.runs = runs;
    this.logs = logs;
    this.finished = finished;
    this.fold = Fold.of(request.run().environment());
  }

  /**
   * Runs the program in every root that is asked for, and returns the worst of their codes.
   *
   * @throws ExitException where the request is refused, or the roots are not known for sure
   */
  public static ExitCode run(LocalRequest request, LocalConsole console) throws IOException {
    RootMap map = ChosenRoots.of(request);
    map.notes().forEach(note -> console.say("note: " + note));
    map.gone()
        .forEach(
            root ->
                console.say(
                    "note: the root '%s' is gone. What it had made stays, and nothing runs there"
                        .formatted(root)));
    if (map.roots().isEmpty()) {
      console.say("no root is affected, so nothing was run");
      console.write(MergedOutcome.ofNothing(request.run().check()));
      return ExitCode.PASSED;
    }
    List<String> paths = map.roots().stream().map(RootEntry::path).toList();
    try (SharedRuns runs = SharedRuns.prepare(request.run(), paths, new CheckConsole(console))) {
      RootLogs logs =
          RootLogs.in(request.logs(), runs.folder().resolve("logs"), runs.outcome().top());
      FinishedRoots finished = FinishedRoots.of(runs, request.run().arguments(), paths);
      return new LocalRun(request, console, map, runs, logs, finished).run();
    }
  }

  private String subcommand() {
    return request.run().arguments().getFirst();
  }

  private ExitCode run() throws IOException {
    Set<String> before = finished.done();
    if (before.isEmpty()) {
      logs.clear();
    } else {
      console.say(
          "an earlier run ended before it was through. %d of %d roots are done, the others follow"
              .formatted(before.size(), map.roots().size()));
    }
    int last = map.roots().stream().mapToInt(RootEntry::wave).max().orElse(0);
    try (RunProgress progress =
        new RunProgress(console, subcommand(), map.roots().size() - before.size())) {
      for (int wave = 0; wave <= last; wave++) {
        runWave(ChosenRoots.ofWave(map, wave), before, progress);
      }
    }
    List<RootResult> all = map.roots().stream().map(root -> result(root)).toList();
    if (all.stream().allMatch(RootResult::isDone)) {
      finished.forget();
    }
    RunTable.print(all, System.nanoTime() - start, console.color(), console.out());
    boolean judged = subcommand().equals("plan") || !runs.passed();
    Gate.Outcome merged = MergedOutcome.of(runs.outcome(), judged, all);
    console.write(merged);
    ExitCode worst = ExitCode.PASSED;
    for (RootResult result : all) {
      worst = result.code().code() > worst.code() ? result.code() : worst;
    }
    return worst;
  }

  private RootResult result(RootEntry root) {
    RootResult result = results.get(root.path());
    return result != null
        ? result
        : RootResult.notRun(
            root.path(),
            root.wave(),
            RootResult.End.NOT_RUN,
            ExitCode.UNDECIDED,
            runs.isInterrupted()
                ? "the run was interrupted"
                : "another root didn't pass (--fail-fast)");
  }

  private void runWave(List<RootEntry> roots, Set<String> before, RunProgress progress)
      throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Math.max(1, Math.min(request.concurrency(), roots.size())),
            Thread.ofPlatform().name("root-", 0).factory());
    try {
      CompletionService<Optional<RootResult>> completion = new ExecutorCompletionService<>(threads);
      int begun = 0;
      for (RootEntry root : roots) {
        if (before.contains(root.path())) {
          add(
              RootResult.notRun(
                  root.path(), root.wave(), RootResult.End.BEFORE, ExitCode.PASSED, ""));
          continue;
        }
        Optional<String> other = runs.otherProgram(root.path());
        if (other.isPresent()) {
          add(
              RootResult.notRun(
                  root.path(),
                  root.wave(),
                  RootResult.End.ELSEWHERE,
                  ExitCode.PASSED,
                  "%s runs it, by the command of that name".formatted(other.get())));
          continue;
        }
        Optional<String> broken = broken(root);
        if (broken.isPresent()) {
          add(
              RootResult.notRun(
                  root.path(),
                  root.wave(),
                  RootResult.End.NOT_RUN,
                  ExitCode.UNDECIDED,
                  "it reads the state of '%s', which was not applied".formatted(broken.get())));
          continue;
        }
        completion.submit(() -> one(root, progress));
        begun++;
      }
      for (int i = 0; i < begun; i++) {
        Optional<RootResult> result = completion.take().get();
        if (result.isPresent()) {
          ended(result.get(), progress);
        }
      }
    } catch (ExecutionException e) {
      throw new IOException("internal error: " + e.getCause(), e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      threads.close();
    }
  }

  /** A root of which it reads the state, and that an apply has not brought where it should be. */
  private Optional<String> broken(RootEntry root) {
    if (subcommand().equals("apply")) {
      for (String read : root.reads()) {
        RootResult result = results.get(read);
        if (result != null && !result.isDone()) {
          return Optional.of(read);
        }
      }
    }
    return Optional.empty();
  }

  private void ended(RootResult result, RunProgress progress) throws IOException {
    add(result);
    if (result.isDone()) {
      finished.add(result.path());
    }
    progress.end(result);
    boolean terminal = console.isTerminal() && fold == Fold.NONE && !console.verbose();
    if (result.log() != null && !(terminal && result.isDone()) && !console.quiet()) {
      fold.show(
          Printable.line(
              "%s %s: %s%s"
                  .formatted(
                      subcommand(),
                      result.path(),
                      result.end().word(),
                      result.changes().isEmpty() ? "" : ", " + result.changes())),
          result.log(),
          results.size(),
          !terminal,
          console.out());
    }
  }

  private void add(RootResult result) {
    results.put(result.path(), result);
  }

  /** Runs one root; empty where nothing is begun any more. */
  private Optional<RootResult> one(RootEntry root, RunProgress progress) {
    if (stopped || runs.isInterrupted()) {
      return Optional.empty();
    }
    progress.begin(root.path());
    long began = System.nanoTime();
    ExitCode code;
    String message;
    String changes = "";
    List<Gate.Outcome> outcomes = new ArrayList<>();
    try (OutputStream log = logs.open(root.path())) {
      RootConsole own = new RootConsole(console, log);
      try {
        code = runs.run(root.path(), own);
        message =
            code == ExitCode.PASSED
                ? ""
                : code == ExitCode.FINDINGS ? "mandatory findings" : own.said();
      } catch (ExitException e) {
        code = e.code();
        message = String.valueOf(e.getMessage());
        own.say(message);
      } catch (IOException | RuntimeException e) {
        code = ExitCode.UNDECIDED;
        message = "internal error: " + e;
        own.say(message);
      }
      changes = own.changes();
      outcomes.addAll(own.outcomes());
    } catch (IOException e) {
      code = ExitCode.UNDECIDED;
      message = "its log can't be written: " + e.getMessage();
    }
    if (code != ExitCode.PASSED && request.failFast()) {
      stopped = true;
    }
    return Optional.of(
        new RootResult(
            root.path(),
            root.wave(),
            RootResult.End.of(code),
            code,
            message,
            changes,
            Duration.ofNanos(System.nanoTime() - began),
            logs.of(root.path()),
            outcomes));
  }
}
