package dev.tfgate.dispatch.cloud;

import dev.tfgate.google.Loopback.Fault;
import dev.tfgate.owners.ProgressLine;
import dev.tfgate.roots.RootEntry;
import dev.tfgate.trust.Identities.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Dispatches many roots at a fake of Cloud Build that is slow, faulty and short of quota. */
final class DispatchBench {
  private static final int QUOTA = 30;
  private static final double MOST = 1.3;

  private DispatchBench() {}

  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    Path folder = Files.createTempDirectory("dispatch-bench");
    try (DispatchWorld world = new DispatchWorld(folder)) {
      world.builds.latency(50);
      world.builds.quota(QUOTA);
      world.builds.end(2000, build -> "SUCCESS");
      // A request that is lost before it has its effect costs two minutes, and is not among these.
      world.builds.failSometimes(
          DispatchWorld.CREATE,
          0.02,
          1,
          Fault.UNAVAILABLE,
          Fault.UNAVAILABLE_AFTER,
          Fault.THROTTLED,
          Fault.LOST_ANSWER,
          Fault.TRUNCATED);
      world.builds.failSometimes(
          DispatchWorld.LIST, 0.02, 2, Fault.UNAVAILABLE, Fault.LOST_ANSWER, Fault.TRUNCATED);
      // What a JVM that has just started takes is not what is measured.
      world
          .dispatch(DispatchWorld.order(Phase.PLAN, DispatchWorld.root("warm/up", 0)))
          .run(world.access(), ProgressLine.none(), root -> {}, DispatchWorld.QUICK);
      world.builds.forget();
      List<RootEntry> roots = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        roots.add(DispatchWorld.root("services/s%05d/dev".formatted(i), 0));
      }
      Order order =
          new Order(Phase.PLAN, DispatchWorld.COMMIT, 1, roots, 400, Duration.ofMinutes(30));
      long start = System.nanoTime();
      DispatchReport report =
          world.dispatch(order).run(world.access(), ProgressLine.none(), root -> {}, Timing.USUAL);
      double seconds = (System.nanoTime() - start) / 1e9;
      List<String> built = new ArrayList<>(world.built());
      built.remove("warm/up");
      double allowed = (double) count / QUOTA;
      System.out.printf(
          "%d roots: %d builds of %d roots, exit code %d, %.1f s; the quota allows %.1f s: %.2f"
              + " (at most %.1f); %d requests for builds, %d lists, at most %d builds together%n",
          count,
          built.size(),
          new HashSet<>(built).size(),
          report.exitCode().code(),
          seconds,
          allowed,
          seconds / allowed,
          MOST,
          world.builds.calls(DispatchWorld.CREATE).size(),
          world.builds.calls(DispatchWorld.LIST).size(),
          world.builds.mostTogether());
      boolean once = built.size() == count && new HashSet<>(built).size() == count;
      Runtime.getRuntime().halt(once && seconds <= MOST * allowed ? 0 : 1);
    }
  }
}
