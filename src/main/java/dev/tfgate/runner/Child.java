package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A process in a session of its own, within limits, with standard input closed. A signal that ends
 * tfgate is handed on by {@link Interruption}, and the process then ends in its own time.
 */
final class Child {
  private static final Path NEW_SESSION = Path.of("/usr/bin/setsid");
  private static final Path WITH_PARENT = Path.of("/usr/bin/setpriv");
  private static final Duration GRACE = Duration.ofSeconds(60);

  /** Files are private, there are no core dumps, which hold secrets, and memory has a bound. */
  private static final String LIMITED =
      "umask 077; ulimit -c 0; if [ \"$1\" != 0 ]; then ulimit -v \"$1\" || exit 126; fi; shift;"
          + " exec \"$@\"";

  private final Path directory;
  private final Map<String, String> environment;
  private final Limits limits;
  private final List<String> secrets;
  private final @Nullable Interruption interruption;

  /**
   * Bounds of a process.
   *
   * @param time after which it is asked to end, and a minute later made to
   * @param memory address space of each process, in bytes; 0 for no bound
   */
  record Limits(Duration time, long memory) {}

  /**
   * How a process ended.
   *
   * @param code its exit code; 128 and the signal's number where a signal ended it
   * @param interrupted whether a signal that ends tfgate came
   * @param overdue whether it ran into the limit of time
   */
  record End(int code, boolean interrupted, boolean overdue) {
    /** Whether it did what it should. */
    boolean isSuccess() {
      return code == 0 && !interrupted && !overdue;
    }
  }

  /** Takes what a process prints on standard output, to its end. */
  @FunctionalInterface
  interface Reader {
    /** Reads to the end of the stream. */
    void read(InputStream in) throws IOException;
  }

  /**
   * @param secrets that are among the environment and must not come out again
   * @param interruption of tfgate, or null where it doesn't count
   */
  Child(
      Path directory,
      Map<String, String> environment,
      Limits limits,
      List<String> secrets,
      @Nullable Interruption interruption) {
    this.secrets = List.copyOf(secrets);
    this.directory = directory;
    this.environment = Map.copyOf(environment);
    this.limits = limits;
    this.interruption = interruption;
  }

  /** Returns what runs programs although a signal came, to see what came of the one it ended. */
  Child afterwards() {
    return new Child(directory, environment, limits, secrets, null);
  }

  /** Returns what hands every byte on as it comes. */
  static Reader to(OutputStream out) {
    return in -> {
      byte[] buffer = new byte[8192];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    };
  }

  /**
   * Runs a program to its end.
   *
   * @param command the program's absolute path, and its arguments
   * @throws ExitException where it can't be started, or its output can't be handed on
   */
  End run(List<String> command, Reader out, Reader err) {
    if (isInterrupted()) {
      throw new ExitException(ExitCode.UNDECIDED, "interrupted");
    }
    Process process = start(command);
    if (interruption != null) {
      interruption.started(process);
    }
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread outThread = pump("stdout", masked(process.getInputStream()), out, failure);
    Thread errThread = pump("stderr", masked(process.getErrorStream()), err, failure);
    boolean overdue = false;
    if (!waitFor(process, limits.time())) {
      overdue = true;
      process.toHandle().destroy();
      if (!waitFor(process, GRACE)) {
        kill(process);
      }
    }
    int code = exitCode(process);
    if (interruption != null) {
      interruption.ended(process);
    }
    join(outThread);
    join(errThread);
    Throwable failed = failure.get();
    if (failed != null) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "the output of the program could not be written: " + failed.getMessage(),
          failed);
    }
    return new End(code, isInterrupted(), overdue);
  }

  private InputStream masked(InputStream in) {
    return secrets.isEmpty() ? in : new MaskedInput(in, secrets);
  }

  private boolean isInterrupted() {
    return interruption != null && interruption.isRequested();
  }

  private Process start(List<String> command) {
    List<String> all = new ArrayList<>();
    if (Files.isExecutable(NEW_SESSION)) {
      // A terminal would send its signal to the process too, and Terraform gives up at the second.
      all.add(NEW_SESSION.toString());
    }
    if (Files.isExecutable(WITH_PARENT)) {
      all.addAll(List.of(WITH_PARENT.toString(), "--no-new-privs", "--pdeathsig", "TERM"));
    }
    all.addAll(List.of("/bin/sh", "-c", LIMITED, "sh", Long.toString(limits.memory() / 1024)));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(directory.toFile())
            .redirectInput(Path.of("/dev/null").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "'%s' can't be started: %s".formatted(command.getFirst(), e.getMessage()),
          e);
    }
  }

  private static Thread pump(
      String name, InputStream in, Reader reader, AtomicReference<@Nullable Throwable> failure) {
    return Thread.ofPlatform()
        .daemon()
        .name("terraform " + name)
        .start(
            () -> {
              try {
                reader.read(in);
              } catch (IOException | RuntimeException | OutOfMemoryError e) {
                failure.compareAndSet(null, e);
                drain(in);
              }
            });
  }

  /** A process whose output nobody reads would wait for ever. */
  private static void drain(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      // it is closed
    }
  }

  /** Waits without giving up: what Terraform has begun has to be known to its end. */
  private static boolean waitFor(Process process, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (true) {
      try {
        return process.waitFor(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      } catch (InterruptedException e) {
        process.toHandle().destroy();
      }
    }
  }

  private static int exitCode(Process process) {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        process.toHandle().destroy();
      }
    }
  }

  private static void join(Thread thread) {
    try {
      // A process that outlives Terraform may keep the stream open.
      thread.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The session, so that no plugin is left behind. */
  private static void kill(Process process) {
    try {
      new ProcessBuilder("/bin/sh", "-c", "kill -s KILL -- \"-$1\"", "sh", "" + process.pid())
          .start()
          .waitFor();
    } catch (IOException e) {
      // the process itself is ended below
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}
