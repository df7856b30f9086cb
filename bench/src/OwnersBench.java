package dev.tfgate.owners;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Serves a fake Resource Manager, or lets strips go wrong many times and counts. */
final class OwnersBench {
  private OwnersBench() {}

  public static void main(String[] arguments) throws Exception {
    switch (arguments[0]) {
      case "serve" ->
          serve(
              Integer.parseInt(arguments[1]),
              Integer.parseInt(arguments[2]),
              Integer.parseInt(arguments[3]));
      case "faults" -> faults(Integer.parseInt(arguments[1]));
      case "stress" -> stress(Integer.parseInt(arguments[1]));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
  }

  /** Until standard input ends; then says what was asked. */
  private static void serve(int port, int projects, int latencyMillis) throws Exception {
    try (FakeResourceManager fake = new FakeResourceManager(port)) {
      fake.forgetful();
      fake.policy("organizations/1", "");
      fake.policy("folders/1", "organizations/1");
      for (int i = 0; i < projects; i++) {
        fake.policy(
            "projects/acme-project-" + i,
            "folders/1",
            Binding.of("roles/owner", List.of(FaultCase.GROUP, FaultCase.TERRAFORM)),
            Binding.of("roles/viewer", List.of("user:ann@acme.example")));
      }
      fake.latency(latencyMillis);
      System.out.println("ready");
      while (System.in.read() >= 0) {
        // waits for the end
      }
      int remaining = 0;
      for (int i = 0; i < projects; i++) {
        List<String> owners = OwnerEdit.owners(fake.policy("projects/acme-project-" + i));
        remaining += owners.contains(FaultCase.TERRAFORM) ? 1 : 0;
      }
      System.out.printf(
          "%d reads, %d writes of policies, at most %d calls at a time; %d projects still have the"
              + " grant%n",
          fake.reads(), fake.writes(), fake.mostInFlight(), remaining);
    }
  }

  private static void faults(int runs) throws Exception {
    System.out.println("| what goes wrong | runs | as it must be | outcome | attempts | longest |");
    System.out.println("|---|---|---|---|---|---|");
    for (FaultCase fault : FaultCase.ALL) {
      int held = 0;
      int count = fault.isSlow() ? Math.max(1, runs / 10) : runs;
      List<Integer> attempts = new ArrayList<>();
      double longest = 0;
      for (int i = 0; i < count; i++) {
        FaultCase.Seen seen = fault.run();
        held += seen.held() ? 1 : 0;
        if (!seen.held()) {
          System.err.println(fault.name() + ": " + seen);
        }
        attempts.add(seen.result().attempts());
        longest = Math.max(longest, seen.seconds());
      }
      int fewest = Collections.min(attempts);
      int most = Collections.max(attempts);
      System.out.printf(
          "| %s | %d | %d | %s | %s | %.1f s |%n",
          fault.name(),
          count,
          held,
          fault.outcome().word(),
          fewest == most ? Integer.toString(fewest) : fewest + " to " + most,
          longest);
    }
  }

  private static void stress(int runs) throws Exception {
    long start = System.nanoTime();
    int whole = 0;
    long changes = 0;
    long attempts = 0;
    long lost = 0;
    long remaining = 0;
    long failed = 0;
    for (int seed = 0; seed < runs; seed++) {
      Contention.Seen seen = Contention.run(seed, 30);
      int removed = seen.outcomes().getOrDefault(ProjectResult.Outcome.REMOVED, 0);
      boolean held = seen.lost() == 0 && seen.remaining() == 0 && removed == 50;
      whole += held ? 1 : 0;
      if (!held) {
        System.err.println("seed " + seed + ": " + seen);
      }
      changes += seen.changes();
      attempts += seen.attempts();
      lost += seen.lost();
      remaining += seen.remaining();
      failed += 50 - removed;
      if ((seed + 1) % 50 == 0) {
        System.err.printf(
            "%d runs, %d whole, %.0f s%n", seed + 1, whole, (System.nanoTime() - start) / 1e9);
      }
    }
    System.out.printf(
        "%d runs of 50 projects: %d whole; %d changes of 16 writers, %d lost; %d strips, %d"
            + " conflicts, %d grants left, %d not removed%n",
        runs, whole, changes, lost, runs * 50L, attempts - runs * 50L, remaining, failed);
  }
}
