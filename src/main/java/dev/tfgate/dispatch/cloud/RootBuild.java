package dev.tfgate.dispatch.cloud;

import dev.tfgate.ciconfig.UnusableConfigurationException;
import dev.tfgate.dispatch.cloud.BuildResult.Outcome;
import dev.tfgate.dispatch.cloud.Claims.Held;
import dev.tfgate.google.CloudBuilds;
import dev.tfgate.google.CloudBuilds.Build;
import dev.tfgate.google.ServiceException;
import dev.tfgate.google.ServiceException.Kind;
import dev.tfgate.report.Cancellation;
import dev.tfgate.report.Printable;
import dev.tfgate.roots.RootEntry;
import dev.tfgate.store.StoreException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The build of one root, from the claim to its end. There is never a second one for the same
 * commit, phase and attempt: a build is asked for by the holder of the root's claim, and again only
 * when the request before it can show no build any more.
 */
final class RootBuild {
  private static final int MOST_SENDS = 3;
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LAST_WAIT_MILLIS = 8000;
  private static final long LONGEST_LOOK_MILLIS = 1000;
  private static final long SLICE_MILLIS = 100;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Scene scene;
  private final RootEntry root;
  private long wait = FIRST_WAIT_MILLIS;

  /**
   * What all builds of a dispatch share.
   *
   * @param end when everything must be over, by {@link System#nanoTime}
   */
  record Scene(
      Requests requests,
      CloudBuilds cloud,
      Claims claims,
      StartRate rate,
      Watch watch,
      Cancellation cancellation,
      Timing timing,
      long end) {
    boolean isOver() {
      return cancellation.isRequested() || System.nanoTime() - end >= 0;
    }
  }

  /** A build that is this root's. */
  private record Started(Build build, boolean mine) {}

  /** There is no build to follow. */
  private static final class NoBuildException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Outcome outcome;

    NoBuildException(Outcome outcome, String message) {
      super(message);
      this.outcome = outcome;
    }
  }

  RootBuild(Scene scene, RootEntry root) {
    this.scene = scene;
    this.root = root;
  }

  /** Starts the build, or finds the one there is, and waits for its end. */
  BuildResult run() {
    try {
      Optional<String> unfit = Requests.unfit(root.path());
      if (unfit.isPresent()) {
        throw new NoBuildException(
            Outcome.UNDECIDED,
            "no build was started, because %s. Rename it".formatted(unfit.get()));
      }
      return followed(started());
    } catch (NoBuildException e) {
      return BuildResult.of(
          root.path(), root.wave(), e.outcome, Printable.line(String.valueOf(e.getMessage())));
    } catch (StoreException e) {
      return BuildResult.of(
          root.path(),
          root.wave(),
          Outcome.UNDECIDED,
          Printable.line("its claim can't be read or written: " + e.getMessage()));
    } catch (UnusableConfigurationException e) {
      return BuildResult.of(root.path(), root.wave(), Outcome.MISUSED, e.getMessage());
    }
  }

  private Started started()
      throws StoreException, NoBuildException, UnusableConfigurationException {
    byte[] random = new byte[16];
    RANDOM.nextBytes(random);
    String id = scene.requests().claim(root.path());
    Held held =
        scene
            .claims()
            .take(
                id,
                new RootClaim(
                    root.path(),
                    scene.requests().configuration(),
                    "tfgate-b-" + HexFormat.of().formatHex(random),
                    Instant.now()));
    while (true) {
      if (held.mine()) {
        Optional<Started> started = ask(held);
        if (started.isPresent()) {
          return started.get();
        }
        held = scene.claims().read(id);
        continue;
      }
      check(held.claim());
      Optional<Build> there = find(held.claim().tag());
      if (there.isPresent()) {
        return new Started(there.get(), false);
      }
      Instant settled = held.claim().sent().plus(scene.timing().settledAfterSilence());
      if (Instant.now().isAfter(settled)) {
        Optional<Held> taken = scene.claims().replace(held, held.claim().sentAt(Instant.now()));
        held = taken.isPresent() ? taken.get() : scene.claims().read(id);
        continue;
      }
      pause("another dispatcher has claimed it and shows no build so far");
      held = scene.claims().read(id);
    }
  }

  /** A claim that was made for something else is not this dispatch's to follow. */
  private void check(RootClaim claim) throws NoBuildException {
    if (!claim.root().equals(root.path())) {
      throw new NoBuildException(
          Outcome.UNDECIDED, "its claim is one of '%s'".formatted(claim.root()));
    }
    if (!claim.configuration().equals(scene.requests().configuration())) {
      throw new NoBuildException(
          Outcome.UNDECIDED,
          "a build of this commit was started with %s, and the trusted configuration is %s now. Give --attempt another number to build it again"
              .formatted(claim.configuration(), scene.requests().configuration()));
    }
  }

  /** Asks for the build of a claim; empty where the claim was lost to another dispatcher. */
  private Optional<Started> ask(Held first)
      throws StoreException, NoBuildException, UnusableConfigurationException {
    Held held = first;
    for (int sends = 0; ; ) {
      scene.rate().await(scene::isOver);
      if (scene.isOver()) {
        throw giveBack(held, ended("it was not started"));
      }
      if (Instant.now().isAfter(held.claim().sent().plus(scene.timing().renewAfter()))) {
        Optional<Held> renewed = scene.claims().replace(held, held.claim().sentAt(Instant.now()));
        if (renewed.isEmpty()) {
          return Optional.empty();
        }
        held = renewed.get();
      }
      String tag = held.claim().tag();
      Duration settled = scene.timing().settledAfterSilence();
      String trouble;
      try {
        Build build =
            scene.cloud().request(scene.requests().of(root.path(), tag), scene.timing().call());
        scene.rate().started();
        if (scene.requests().isOf(build, root.path(), tag)) {
          return Optional.of(new Started(build, true));
        }
        trouble =
            "Cloud Build answers with build %s, which is of another root or commit"
                .formatted(build.id());
      } catch (ServiceException e) {
        trouble = e.getMessage();
        switch (e.kind()) {
          case NOT_DONE, RATE_LIMITED -> {
            if (e.kind() == Kind.RATE_LIMITED) {
              scene.rate().refused();
            }
            pauseAndGiveBack(held, trouble, e.retryAfter());
            continue;
          }
          case UNCERTAIN, MALFORMED -> {
            if (e.status() == 500 || e.status() == 502 || e.status() == 503) {
              settled = scene.timing().settledAfterError();
            }
          }
          case MISSING, DENIED, CONFLICT, REFUSED ->
              throw giveBack(
                  held,
                  new NoBuildException(Outcome.UNDECIDED, "no build was started: " + trouble));
        }
      }
      sends++;
      Optional<Build> there = look(tag, settled, trouble);
      if (there.isPresent()) {
        return Optional.of(new Started(there.get(), true));
      }
      if (sends == MOST_SENDS) {
        throw giveBack(
            held,
            new NoBuildException(
                Outcome.UNDECIDED,
                "asked for %d times, no build was started: %s".formatted(sends, trouble)));
      }
    }
  }

  /** Looks for a build until its request can show none any more. */
  private Optional<Build> look(String tag, Duration settled, String trouble)
      throws NoBuildException {
    long until = System.nanoTime() + settled.toNanos();
    wait = FIRST_WAIT_MILLIS;
    while (true) {
      boolean last = System.nanoTime() - until >= 0;
      boolean seen = true;
      try {
        Optional<Build> there = find(tag);
        if (there.isPresent()) {
          return there;
        }
      } catch (NoBuildException e) {
        if (e.outcome != Outcome.NOT_STARTED) {
          throw e;
        }
        seen = false;
      }
      if (last && seen) {
        return Optional.empty();
      }
      wait = Math.min(wait, LONGEST_LOOK_MILLIS);
      pause("whether its build was started is not known: " + trouble);
    }
  }

  /**
   * Returns the build of a tag. Should there be several, the oldest counts and the others are
   * stopped.
   *
   * @throws NoBuildException with {@link Outcome#NOT_STARTED} where nobody can look now
   */
  private Optional<Build> find(String tag) throws NoBuildException {
    List<Build> builds;
    try {
      builds = scene.cloud().tagged(tag, scene.timing().call());
    } catch (ServiceException e) {
      throw new NoBuildException(
          e.mayPass() ? Outcome.NOT_STARTED : Outcome.UNDECIDED,
          "its build can't be looked for: " + e.getMessage());
    }
    if (builds.isEmpty()) {
      return Optional.empty();
    }
    for (Build build : builds) {
      if (!scene.requests().isOf(build, root.path(), tag)) {
        throw new NoBuildException(
            Outcome.UNDECIDED,
            "build %s has this root's tag, and is of another root or commit: nothing is known of this root"
                .formatted(build.id()));
      }
    }
    for (Build other : builds.subList(1, builds.size())) {
      try {
        scene.cloud().cancel(other.id(), scene.timing().call());
      } catch (ServiceException e) {
        throw new NoBuildException(
            Outcome.UNDECIDED,
            "builds %s and %s are both of this root, and the second can't be stopped: %s"
                .formatted(builds.getFirst().id(), other.id(), e.getMessage()));
      }
    }
    return Optional.of(builds.getFirst());
  }

  private BuildResult followed(Started started) {
    Build build = started.build();
    Optional<Build> ended = scene.watch().end(build, scene::isOver);
    if (ended.isPresent()) {
      Build end = ended.get();
      boolean same =
          build.tags().stream()
              .filter(tag -> tag.startsWith("tfgate-b-"))
              .findFirst()
              .filter(tag -> scene.requests().isOf(end, root.path(), tag))
              .isPresent();
      return same
          ? result(end, started, outcome(end), "")
          : result(
              build,
              started,
              Outcome.UNDECIDED,
              "Cloud Build tells the end of a build of another root or commit");
    }
    if (scene.cancellation().isRequested()) {
      return stopped(started);
    }
    return result(
        build,
        started,
        Outcome.UNDECIDED,
        "it had not ended when the time was over. Give the same command again to go on waiting for it");
  }

  private BuildResult stopped(Started started) {
    Build build = started.build();
    if (!started.mine()) {
      return result(
          build,
          started,
          Outcome.UNDECIDED,
          "this run was interrupted. The build, which another one started, goes on");
    }
    try {
      scene.cloud().cancel(build.id(), scene.timing().call());
      Build end = scene.cloud().get(build.id(), scene.timing().call());
      return end.status().equals("SUCCESS")
          ? result(end, started, Outcome.SUCCEEDED, "")
          : result(end, started, Outcome.CANCELLED, "this run was interrupted");
    } catch (ServiceException e) {
      return result(
          build,
          started,
          Outcome.CANCELLED,
          "this run was interrupted, and the build may go on: " + e.getMessage());
    }
  }

  private static Outcome outcome(Build end) {
    OptionalInt exit = end.exitCode();
    return switch (end.status()) {
      case "SUCCESS" -> Outcome.SUCCEEDED;
      case "FAILURE" ->
          switch (exit.orElse(1)) {
            case 1 -> Outcome.FAILED;
            case 2 -> Outcome.MISUSED;
            default -> Outcome.UNDECIDED;
          };
      default -> Outcome.UNDECIDED;
    };
  }

  private BuildResult result(Build build, Started started, Outcome outcome, String message) {
    return new BuildResult(
        root.path(),
        root.wave(),
        outcome,
        Printable.line(build.id()),
        Printable.line(build.status()),
        Printable.line(build.logUrl()),
        outcome == Outcome.SUCCEEDED ? OptionalInt.empty() : build.exitCode(),
        !started.mine(),
        Printable.line(message));
  }

  /** Takes the claim back, as no build was started: the next dispatch may try. */
  private NoBuildException giveBack(Held held, NoBuildException why) {
    try {
      scene.claims().release(held);
    } catch (StoreException e) {
      return new NoBuildException(
          why.outcome, "%s; its claim stays: %s".formatted(why.getMessage(), e.getMessage()));
    }
    return why;
  }

  private void pauseAndGiveBack(Held held, String trouble, Optional<Duration> least)
      throws NoBuildException {
    try {
      pause(trouble, least.orElse(Duration.ZERO));
    } catch (NoBuildException e) {
      throw giveBack(held, e);
    }
  }

  private void pause(String trouble) throws NoBuildException {
    pause(trouble, Duration.ZERO);
  }

  /** Waits longer each time, and as long as the service asks for. */
  private void pause(String trouble, Duration least) throws NoBuildException {
    long millis = least.toMillis() + wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
    wait = Math.min(wait * 2, LAST_WAIT_MILLIS);
    long until = System.nanoTime() + millis * 1_000_000;
    while (System.nanoTime() - until < 0) {
      if (scene.isOver()) {
        throw ended(trouble);
      }
      try {
        Thread.sleep(Math.min(SLICE_MILLIS, millis));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw ended(trouble);
      }
    }
  }

  private NoBuildException ended(String trouble) {
    return scene.cancellation().isRequested()
        ? new NoBuildException(Outcome.NOT_STARTED, "this run was interrupted: " + trouble)
        : new NoBuildException(Outcome.UNDECIDED, "the time is over: " + trouble);
  }
}
