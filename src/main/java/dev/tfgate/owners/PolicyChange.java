package dev.tfgate.owners;

import dev.tfgate.google.ServiceException;
import dev.tfgate.google.ServiceException.Kind;
import dev.tfgate.owners.Attempts.GivenUpException;
import dev.tfgate.owners.ProjectResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The careful change of one project's policy: read with its etag, edit, write with that etag, read
 * back. Where anything is unclear it starts again from the read, until the time is over.
 */
final class PolicyChange {
  /** What is to become of a policy; asked anew at each read. */
  interface Edit {
    /** Decides about {@code policy}, as just read. */
    Decision decide(String project, IamPolicy policy, Attempts attempts)
        throws ServiceException, GivenUpException;

    /** Whether {@code policy} is as the edit wants it for {@code members}. */
    boolean holds(IamPolicy policy, List<String> members);

    /** The outcome and the sentence when it holds after a write. */
    Outcome done();
  }

  /** What to do with a policy. */
  sealed interface Decision {
    /** Nothing is to be written. */
    record Leave(Outcome outcome, String message) implements Decision {}

    /**
     * Write another one.
     *
     * @param members whom the change is about
     * @param why that does no harm, for the record
     */
    record Write(IamPolicy edited, List<String> members, String why) implements Decision {}
  }

  /**
   * How a change is made.
   *
   * @param deadline for one project
   * @param withDiff whether a result shows the diff of the policy, as a dry run always does
   * @param cancelled whether the run is being ended, so that no write begins
   */
  record Conduct(
      Duration deadline,
      boolean dryRun,
      boolean withDiff,
      RateLimit rateLimit,
      BooleanSupplier cancelled) {}

  private final ResourceManager resourceManager;
  private final Edit edit;
  private final Conduct conduct;
  private final String project;
  private final String name;
  private final Attempts attempts;
  private int cycles;
  private @Nullable ServiceException failure;
  private @Nullable IamPolicy before;
  private Decision.@Nullable Write written;
  private Decision.@Nullable Write planned;

  private PolicyChange(
      ResourceManager resourceManager, Edit edit, Conduct conduct, String project) {
    this.resourceManager = resourceManager;
    this.edit = edit;
    this.conduct = conduct;
    this.project = project;
    this.name = "projects/" + project;
    this.attempts = new Attempts(conduct.deadline(), conduct.cancelled());
  }

  /** Changes {@code project}. Never throws for anything that the server does. */
  static ProjectResult run(
      ResourceManager resourceManager, Edit edit, Conduct conduct, String project) {
    return new PolicyChange(resourceManager, edit, conduct, project).run();
  }

  private ProjectResult run() {
    try {
      while (true) {
        attempts.checkCancelled();
        ProjectResult result = cycle();
        if (result != null) {
          return result;
        }
        ServiceException last = failure;
        failure = null;
        if (last == null) {
          attempts.pause();
        } else {
          attempts.pauseAfter(last);
        }
      }
    } catch (GivenUpException e) {
      return failed(
          e.interrupted()
              ? "interrupted"
              : "gave up after %d s and %d attempts. The last one ended with: %s"
                  .formatted(conduct.deadline().toSeconds(), cycles, attempts.trouble()));
    } catch (ServiceException e) {
      return failed(
          e.kind() == Kind.DENIED
              ? "this account may not read or change the policy. Grant it resourcemanager.projects.get, getIamPolicy and setIamPolicy (%s)"
                  .formatted(e.getMessage())
              : e.getMessage());
    }
  }

  /** One cycle; null where it has to be repeated. */
  private @Nullable ProjectResult cycle() throws ServiceException, GivenUpException {
    // From the second attempt on the turn comes first, so that the etag is fresh when it is used.
    boolean again = cycles > 0;
    if (again) {
      attempts.extend(conduct.rateLimit().acquire(conduct.cancelled()));
    }
    cycles++;
    IamPolicy policy;
    try {
      policy = resourceManager.policy(name, attempts.limit());
    } catch (ServiceException e) {
      return retry(e);
    }
    if (policy.etag().isEmpty()) {
      return failed(
          "the policy came without an etag, so it is not a whole policy, and a write could undo"
              + " other changes");
    }
    Decision.Write sent = written;
    if (sent != null && edit.holds(policy, sent.members())) {
      return done(sent, policy);
    }
    before = policy;
    return switch (edit.decide(project, policy, attempts)) {
      case Decision.Leave leave -> result(leave.outcome(), List.of(), null, leave.message());
      case Decision.Write write when conduct.dryRun() -> {
        planned = write;
        yield result(
            edit.done(), write.members(), null, "dry run, nothing was written; " + write.why());
      }
      case Decision.Write write -> {
        planned = conduct.withDiff() ? write : null;
        if (!again) {
          attempts.extend(conduct.rateLimit().acquire(conduct.cancelled()));
        }
        attempts.checkCancelled();
        yield write(write);
      }
    };
  }

  private @Nullable ProjectResult write(Decision.Write write)
      throws ServiceException, GivenUpException {
    Duration limit = attempts.limit();
    IamPolicy answer;
    try {
      answer = resourceManager.write(name, write.edited(), limit);
    } catch (ServiceException e) {
      if (e.mayBeDone()) {
        written = write;
      }
      return retry(e);
    }
    written = write;
    conduct.rateLimit().faster();
    while (true) {
      try {
        IamPolicy now = resourceManager.policy(name, attempts.limit());
        if (!now.etag().isEmpty() && edit.holds(now, write.members())) {
          return done(write, now);
        }
        attempts.note(
            "the policy was as before right after the write, because something else writes it too, such as"
                + " a google_project_iam_policy or google_project_iam_binding");
        return null;
      } catch (ServiceException e) {
        if (e.kind() == Kind.DENIED && edit.holds(answer, write.members())) {
          return result(
              edit.done(),
              write.members(),
              answer.etag(),
              "%s by the answer to the write; it can't be read back, because its writer may no longer read it; %s"
                  .formatted(sentence(), write.why()));
        }
        attempts.note(e);
        attempts.pauseAfter(e);
      }
    }
  }

  private @Nullable ProjectResult retry(ServiceException e) throws ServiceException {
    if (e.kind() == Kind.RATE_LIMITED) {
      conduct.rateLimit().slower();
    }
    attempts.note(e);
    failure = e;
    return null;
  }

  private ProjectResult done(Decision.Write write, IamPolicy now) {
    return result(edit.done(), write.members(), now.etag(), sentence() + "; " + write.why());
  }

  private String sentence() {
    return edit.done() == Outcome.REMOVED ? "removed from the policy" : "granted again";
  }

  private ProjectResult failed(String what) {
    Decision.Write sent = written;
    return result(
        Outcome.FAILED,
        sent == null ? List.of() : sent.members(),
        null,
        what
            + (sent == null
                ? ". Nothing was changed"
                : ". A write was sent and may have taken effect: run it again to be sure"));
  }

  private ProjectResult result(
      Outcome outcome, List<String> members, @Nullable String etagAfter, String message) {
    IamPolicy read = before;
    Decision.Write change = planned;
    return new ProjectResult(
        Instant.now(),
        project,
        outcome,
        members,
        cycles,
        read == null ? null : read.etag(),
        etagAfter,
        conduct.dryRun(),
        message,
        read == null || change == null || members.isEmpty()
            ? ""
            : PolicyDiff.of(project, read, change.edited()));
  }
}
