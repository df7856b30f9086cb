package dev.tfgate.laws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.gate.CheckRun;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No file makes the gate fail in itself, or take longer than two seconds. */
class HostileFilesTest {
  private static final double MOST_SECONDS = 2;
  private static final double GIVE_UP_SECONDS = 30;
  private static final int TRIES = 3;
  private static final Path TRUST = Path.of("src/test/rules/trust");

  @TempDir Path folder;

  @Test
  void nothingTakesLongOrEndsInAnInternalError() throws Exception {
    int rounds = Integer.getInteger("tfgate.hostile", 1);
    long seed = Long.getLong("tfgate.seed", 1);
    int from = Integer.getInteger("tfgate.kind", 0);
    List<String> wrong = new ArrayList<>();
    double longest = 0;
    check(HostileFiles.of(0, 0));
    for (int round = 0; round < rounds; round++) {
      for (int kind = from; kind < HostileFiles.kinds(); kind++) {
        long each = seed + round * 1_000L + kind;
        String what = "kind %d, seed %d, %s".formatted(kind, each, HostileFiles.kind(kind));
        Trial trial = new Trial(HostileFiles.of(kind, each));
        for (int more = 1; more < TRIES && trial.isSlow(); more++) {
          // The virtual machine may have been busy with compiling or with memory of other tests.
          trial = new Trial(HostileFiles.of(kind, each));
        }
        if (!trial.ended()) {
          wrong.add("%s: still runs in %s".formatted(what, trial.where()));
          break;
        }
        longest = Math.max(longest, trial.seconds());
        if (trial.problem() != null) {
          wrong.add("%s: %s".formatted(what, trial.problem()));
        } else if (trial.seconds() > MOST_SECONDS) {
          wrong.add("%s: %.1f s".formatted(what, trial.seconds()));
        }
      }
    }
    System.out.printf(
        "hostile: %d rounds of %d kinds, seed %d, the longest took %.2f s%n",
        rounds, HostileFiles.kinds(), seed, longest);
    assertThat(wrong).isEmpty();
  }

  /**
   * One check, on a thread of its own that is left alone when it doesn't end. What counts is the
   * time of the processor: where many programs share one, a second of it may take a minute.
   */
  private final class Trial {
    private final Thread thread;
    private volatile double seconds;
    private volatile @Nullable Throwable problem;

    Trial(Map<String, String> files) throws InterruptedException {
      Work work = new Work();
      thread =
          Thread.ofPlatform()
              .daemon()
              .start(
                  () -> {
                    try {
                      seconds = check(files);
                    } catch (Throwable e) {
                      problem = e;
                    }
                  });
      do {
        thread.join(TimeUnit.SECONDS.toMillis(1));
      } while (thread.isAlive() && work.seconds() < GIVE_UP_SECONDS);
    }

    boolean isSlow() {
      return ended() && problem == null && seconds > MOST_SECONDS;
    }

    boolean ended() {
      return !thread.isAlive();
    }

    double seconds() {
      return seconds;
    }

    @Nullable String problem() {
      Throwable thrown = problem;
      return thrown == null
          ? null
          : thrown
              + " at "
              + List.of(thrown.getStackTrace())
                  .subList(0, Math.min(8, thrown.getStackTrace().length));
    }

    String where() {
      List<StackTraceElement> stack = new ArrayList<>();
      Thread.getAllStackTraces()
          .forEach(
              (each, frames) -> {
                if (Arrays.stream(frames)
                    .anyMatch(f -> f.getClassName().startsWith("dev.tfgate.terraform"))) {
                  stack.addAll(List.of(frames).subList(0, Math.min(15, frames.length)));
                }
              });
      return stack.toString();
    }
  }

  /** Seconds of the processor that a check took. */
  private double check(Map<String, String> files) throws Exception {
    Path checkout = Files.createTempDirectory(folder, "checkout");
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = checkout.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    Work work = new Work();
    assertThat(CheckRun.inCi(checkout, TRUST).undecided()).isEmpty();
    return work.seconds();
  }

  /**
   * What the processor did since: neither other programs of the machine nor threads that other
   * tests left behind lengthen it.
   */
  private static final class Work {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final long wall = System.nanoTime();
    private final Map<Long, Long> others = new HashMap<>();
    private final long start = processorNanos();

    Work() {
      for (long id : THREADS.getAllThreadIds()) {
        if (id != Thread.currentThread().threadId()) {
          others.put(id, THREADS.getThreadCpuTime(id));
        }
      }
    }

    double seconds() {
      long nanos = processorNanos() - start;
      for (Map.Entry<Long, Long> other : others.entrySet()) {
        // -1 where the thread has ended.
        nanos -= Math.max(0, THREADS.getThreadCpuTime(other.getKey()) - other.getValue());
      }
      return (double) Math.min(nanos, System.nanoTime() - wall) / TimeUnit.SECONDS.toNanos(1);
    }

    private static long processorNanos() {
      return ManagementFactory.getOperatingSystemMXBean()
              instanceof com.sun.management.OperatingSystemMXBean system
          ? system.getProcessCpuTime()
          : System.nanoTime();
    }
  }
}
