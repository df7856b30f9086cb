package dev.tfgate.dispatch.cloud;

import dev.tfgate.ciconfig.UnusableConfigurationException;
import dev.tfgate.dispatch.cloud.BuildResult.Outcome;
import dev.tfgate.google.CloudBuilds;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.JsonTree;
import dev.tfgate.owners.ProgressLine;
import dev.tfgate.report.Cancellation;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Report;
import dev.tfgate.roots.RootEntry;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.Stores;
import dev.tfgate.trust.DispatchSettings;
import dev.tfgate.trust.Identities.Phase;
import dev.tfgate.trust.WebhookSettings.Job;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Starts one Cloud Build for each root, wave by wave, and waits for all of them. */
public final class Dispatch {
  private static final int SHOW_MILLIS = 200;

  private final DispatchSettings settings;
  private final Job job;
  private final Order order;
  private final Stores stores;
  private final Requests requests;

  private Dispatch(
      DispatchSettings settings, Job job, Order order, Stores stores, Requests requests) {
    this.settings = settings;
    this.job = job;
    this.order = order;
    this.stores = stores;
    this.requests = requests;
  }

  /**
   * Prepares a dispatch: reads the trusted configuration, in one generation.
   *
   * @throws ExitException where it can't be read or used
   */
  public static Dispatch of(DispatchSettings settings, Order order, Stores stores) {
    @Nullable Job job = settings.job(order.phase());
    if (job == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "gate.yaml has no dispatch.%s, so nothing says which build that is"
              .formatted(order.phase().word()));
    }
    try {
      return new Dispatch(
          settings, job, order, stores, Requests.read(settings, job, order, stores));
    } catch (StoreException e) {
      throw new ExitException(
          ExitCode.UNDECIDED, "the trusted configuration can't be read: " + e.getMessage(), e);
    } catch (UnusableConfigurationException e) {
      throw new ExitException(ExitCode.USAGE, e.getMessage(), e);
    }
  }

  /** Returns what would be started; no service but the store of the configuration is asked. */
  public DispatchReport preview() {
    Map<String, BuildResult> results = new TreeMap<>();
    Map<String, JsonTree.Fields> bodies = new TreeMap<>();
    for (RootEntry root : order.roots()) {
      Optional<String> unfit = Requests.unfit(root.path());
      if (unfit.isPresent()) {
        results.put(
            root.path(),
            BuildResult.of(
                root.path(),
                root.wave(),
                Outcome.UNDECIDED,
                "no build would be started, because %s. Rename it".formatted(unfit.get())));
        continue;
      }
      try {
        bodies.put(root.path(), requests.of(root.path(), "tfgate-b-" + "0".repeat(32)));
      } catch (UnusableConfigurationException e) {
        throw new ExitException(ExitCode.USAGE, e.getMessage(), e);
      }
      results.put(root.path(), BuildResult.of(root.path(), root.wave(), Outcome.WOULD_START, ""));
    }
    return report(results, bodies, null);
  }

  /**
   * Starts the builds and waits for them. SIGINT and SIGTERM stop what was started.
   *
   * @param told takes each result as it comes
   * @param version of the tfgate that makes one report of those of the builds
   * @throws ExitException where Google can't be called from here
   */
  public DispatchReport run(
      GoogleAccess access, ProgressLine progress, Consumer<BuildResult> told, String version) {
    return run(access, progress, told, version, Timing.USUAL);
  }

  DispatchReport run(
      GoogleAccess access,
      ProgressLine progress,
      Consumer<BuildResult> told,
      String version,
      Timing timing) {
    try (Cancellation cancellation = new Cancellation();
        CloudBuilds cloud =
            new CloudBuilds(settings.build().project(), settings.build().region(), access);
        Watch watch = new Watch(cloud, requests.runTag(), timing)) {
      return run(
          new RootBuild.Scene(
              requests,
              cloud,
              new Claims(
                  stores, settings.state().child("dispatch/" + requests.folder()).asFolder()),
              new StartRate(),
              watch,
              cancellation,
              timing,
              System.nanoTime() + order.limit().toNanos()),
          progress,
          told,
          version);
    } catch (GoogleAccessException e) {
      throw new ExitException(ExitCode.UNDECIDED, e.getMessage(), e);
    }
  }

  private DispatchReport run(
      RootBuild.Scene scene, ProgressLine progress, Consumer<BuildResult> told, String version) {
    BuildReports reports = new BuildReports(requests, stores);
    Map<Integer, List<RootEntry>> waves = new TreeMap<>();
    for (RootEntry root : order.roots()) {
      waves.computeIfAbsent(root.wave(), wave -> new ArrayList<>()).add(root);
    }
    progress.begin(order.roots().size());
    AtomicInteger done = new AtomicInteger();
    Map<String, BuildResult> results = new TreeMap<>();
    Semaphore together = new Semaphore(order.concurrency());
    try (ExecutorService threads =
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("root-", 0).factory())) {
      for (List<RootEntry> wave : waves.values()) {
        Deque<Future<BuildResult>> waiting = new ArrayDeque<>();
        for (RootEntry root : wave) {
          Optional<String> blocked = blocked(root, results);
          waiting.add(
              threads.submit(
                  () -> {
                    BuildResult result =
                        blocked.isPresent()
                            ? BuildResult.of(
                                root.path(), root.wave(), Outcome.BLOCKED, blocked.get())
                            : reports.collect(build(scene, root, together));
                    done.incrementAndGet();
                    return result;
                  }));
        }
        while (!waiting.isEmpty()) {
          BuildResult result = await(waiting.remove(), progress, done);
          results.put(result.path(), result);
          progress.clear();
          told.accept(result);
        }
      }
    }
    progress.clear();
    return report(
        results,
        Map.of(),
        settings.reports() == null ? null : reports.merged(results.values(), version));
  }

  private static BuildResult build(RootBuild.Scene scene, RootEntry root, Semaphore together)
      throws InterruptedException {
    together.acquire();
    try {
      return scene.isOver()
          ? BuildResult.of(
              root.path(),
              root.wave(),
              Outcome.NOT_STARTED,
              scene.cancellation().isRequested() ? "this run was interrupted" : "the time is over")
          : new RootBuild(scene, root).run();
    } finally {
      together.release();
    }
  }

  /** An apply reads the state of what was applied before it; a plan shows what it can. */
  private Optional<String> blocked(RootEntry root, Map<String, BuildResult> results) {
    if (order.phase() == Phase.PLAN) {
      return Optional.empty();
    }
    for (String read : root.reads()) {
      BuildResult before = results.get(read);
      if (before != null && before.outcome() != Outcome.SUCCEEDED) {
        return Optional.of("it reads the state of %s, which was not applied".formatted(read));
      }
    }
    return Optional.empty();
  }

  private static BuildResult await(
      Future<BuildResult> result, ProgressLine progress, AtomicInteger done) {
    while (true) {
      progress.show(done.get());
      try {
        return result.get(SHOW_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // shows how far it is, and waits on
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new ExitException(ExitCode.UNDECIDED, "interrupted", e);
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private DispatchReport report(
      Map<String, BuildResult> results,
      Map<String, JsonTree.Fields> bodies,
      @Nullable Report findings) {
    return new DispatchReport(
        order.phase(),
        order.commit(),
        order.attempt(),
        requests.configuration(),
        job.serviceAccount(),
        List.copyOf(results.values()),
        bodies,
        findings);
  }
}
