package dev.tfgate.owners;

import com.google.iam.v1.Policy;
import dev.tfgate.owners.StripResult.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** Takes Owner from members of one project after the other: read, edit, write, read back. */
final class OwnerStrip {
  private static final Duration CALL = Duration.ofSeconds(15);
  private static final long FIRST_WAIT_MILLIS = 100;
  private static final long LAST_WAIT_MILLIS = 8000;
  private static final int MAX_ANCESTORS = 12;

  private final ResourceManager resourceManager;
  private final StripRequest request;
  private final WriteRate rate;
  private final Map<String, List<String>> administratorsFromAbove = new ConcurrentHashMap<>();

  OwnerStrip(ResourceManager resourceManager, StripRequest request) {
    this.resourceManager = resourceManager;
    this.request = request;
    this.rate = new WriteRate(request.writesPerSecond());
  }

  /** Returns what became of {@code project}. Never throws for anything the server does. */
  StripResult strip(String project) {
    return new Run(project).run();
  }

  /** One project's way from reading to the verdict. */
  private final class Run {
    private final String project;
    private final String name;
    private long end = System.nanoTime() + request.deadline().toNanos();
    private int attempts;
    private long wait = FIRST_WAIT_MILLIS;
    private @Nullable Policy before;
    private List<String> written = List.of();
    private String way = "";
    private String trouble = "no answer yet";

    Run(String project) {
      this.project = project;
      this.name = "projects/" + project;
    }

    StripResult run() {
      try {
        while (true) {
          StripResult result = cycle();
          if (result != null) {
            return result;
          }
          pause();
        }
      } catch (DeadlineException e) {
        return result(
            Outcome.FAILED,
            written,
            null,
            "gave up after %d s and %d attempts; last: %s. %s"
                .formatted(
                    request.deadline().toSeconds(),
                    attempts,
                    trouble,
                    written.isEmpty()
                        ? "Nothing was removed; run it again"
                        : "A write was sent and may have taken effect; run it again to be sure"));
      } catch (CallException e) {
        return result(Outcome.FAILED, written, null, explain(e));
      }
    }

    /** One cycle; null where it has to be repeated. */
    private @Nullable StripResult cycle() throws CallException, DeadlineException {
      attempts++;
      Policy policy;
      try {
        policy = resourceManager.policy(name, limit());
      } catch (CallException e) {
        return again(e);
      }
      if (written.isEmpty()) {
        before = policy;
      }
      List<String> named =
          OwnerEdit.owners(policy).stream()
              .filter(owner -> Members.contains(request.members(), owner))
              .toList();
      List<String> targets =
          named.stream().filter(owner -> !Members.contains(request.keep(), owner)).toList();
      if (targets.isEmpty()) {
        if (!written.isEmpty()) {
          return result(Outcome.REMOVED, written, etag(policy), "removed from the policy; " + way);
        }
        return named.isEmpty()
            ? result(Outcome.ALREADY_ABSENT, List.of(), null, "not an Owner; nothing was written")
            : result(
                Outcome.KEPT,
                List.of(),
                null,
                "%s is named in owners.keep; nothing was written"
                    .formatted(String.join(", ", named)));
      }
      before = policy;
      Policy edited = OwnerEdit.strip(policy, targets, request.replaceWith());
      String refusal = refusal(edited, targets);
      if (refusal != null) {
        return result(Outcome.REFUSED, List.of(), null, refusal + " Nothing was changed");
      }
      if (request.dryRun()) {
        return new StripResult(
            Instant.now(),
            project,
            Outcome.REMOVED,
            targets,
            attempts,
            etag(policy),
            null,
            true,
            "dry run: nothing was written; " + way,
            PolicyDiff.of(project, policy, edited));
      }
      if (policy.getEtag().isEmpty()) {
        return result(
            Outcome.FAILED,
            List.of(),
            null,
            "the policy came without an etag, and a write without one could overwrite other changes. Nothing was changed");
      }
      return write(edited, targets);
    }

    private @Nullable StripResult write(Policy edited, List<String> targets)
        throws CallException, DeadlineException {
      end += rate.acquire();
      Policy answer;
      try {
        answer = resourceManager.write(name, edited, limit());
      } catch (CallException e) {
        if (e.kind() == CallException.Kind.UNCERTAIN) {
          written = targets;
        }
        return again(e);
      }
      written = targets;
      while (true) {
        try {
          Policy now = resourceManager.policy(name, limit());
          if (OwnerEdit.owners(now).stream().noneMatch(o -> Members.contains(targets, o))) {
            return result(Outcome.REMOVED, targets, etag(now), "removed from the policy; " + way);
          }
          trouble =
              "the grant was there again after the write: something else puts it back, such as a google_project_iam_policy or _binding";
          return null;
        } catch (CallException e) {
          if (e.kind() == CallException.Kind.DENIED
              && OwnerEdit.owners(answer).stream().noneMatch(o -> Members.contains(targets, o))) {
            return result(
                Outcome.REMOVED,
                targets,
                etag(answer),
                "removed from the policy, by the answer to the write; it can't be read any more with the identity that lost Owner; "
                    + way);
          }
          if (again(e) == null) {
            pause();
          }
        }
      }
    }

    /** Returns null where the failure passes; else throws it. */
    private @Nullable StripResult again(CallException e) throws CallException {
      switch (e.kind()) {
        case CONFLICT, UNCERTAIN -> {}
        case THROTTLED -> wait = Math.max(wait, 1000);
        case DENIED, FINAL -> throw e;
      }
      trouble = String.valueOf(e.getMessage());
      return null;
    }

    private @Nullable String refusal(Policy edited, List<String> targets)
        throws CallException, DeadlineException {
      List<String> users = targets.stream().filter(t -> t.startsWith("user:")).toList();
      if (!users.isEmpty() && !request.includeUsers()) {
        return "refused: %s is a person, whose Owner grant can't always be given back by API. Add --include-users if that is meant."
            .formatted(String.join(", ", users));
      }
      List<String> owners = OwnerEdit.owners(edited).stream().filter(Members::isAlive).toList();
      if (!owners.isEmpty()) {
        way = "another owner remains: " + owners.getFirst();
        return null;
      }
      String parent = read(() -> resourceManager.parent(name, limit()));
      if (parent.isEmpty()) {
        return "refused: %s is the last owner, and the project is outside an organization, where nobody could ever get in again. Grant roles/owner to somebody else first."
            .formatted(String.join(", ", targets));
      }
      List<String> here = OwnerEdit.administrators(edited);
      if (!here.isEmpty()) {
        way = "still administered by " + here.getFirst();
        return null;
      }
      List<String> word = request.otherAdmins().stream().filter(Members::isAlive).toList();
      if (!word.isEmpty()) {
        way = "administered from above by %s (owners.other_admins)".formatted(word.getFirst());
        return null;
      }
      String unread = "";
      String above = parent;
      for (int i = 0; i < MAX_ANCESTORS && !above.isEmpty(); i++) {
        String ancestor = above;
        try {
          List<String> admins = administratorsFromAbove.get(ancestor);
          if (admins == null) {
            admins =
                OwnerEdit.administratorsFromAbove(
                    read(() -> resourceManager.policy(ancestor, limit())));
            administratorsFromAbove.put(ancestor, admins);
          }
          if (!admins.isEmpty()) {
            way = "administered by %s of %s".formatted(admins.getFirst(), ancestor);
            return null;
          }
        } catch (CallException e) {
          unread = ancestor;
        }
        try {
          above = read(() -> resourceManager.parent(ancestor, limit()));
        } catch (CallException e) {
          unread = ancestor;
          break;
        }
      }
      if (request.allowNoOwner()) {
        way = "nobody else is known to administer it (--allow-no-owner)";
        return null;
      }
      return "refused: %s is the last one known who can administer the project%s. Grant Owner or roles/resourcemanager.projectIamAdmin to somebody else, name who administers it from above in owners.other_admins of gate.yaml, or say --allow-no-owner."
          .formatted(
              String.join(", ", targets),
              unread.isEmpty() ? "" : " (" + unread + " could not be read)");
    }

    private <T> T read(Read<T> read) throws CallException, DeadlineException {
      while (true) {
        try {
          return read.run();
        } catch (CallException e) {
          if (again(e) == null) {
            pause();
          }
        }
      }
    }

    private Duration limit() throws DeadlineException {
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new DeadlineException();
      }
      Duration rest = Duration.ofNanos(left);
      return rest.compareTo(CALL) < 0 ? rest : CALL;
    }

    private void pause() throws DeadlineException {
      long millis = wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
      wait = Math.min(wait * 2, LAST_WAIT_MILLIS);
      if (System.nanoTime() + millis * 1_000_000 >= end) {
        throw new DeadlineException();
      }
      try {
        Thread.sleep(millis);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DeadlineException();
      }
    }

    private StripResult result(
        Outcome outcome, List<String> members, @Nullable String etagAfter, String message) {
      return new StripResult(
          Instant.now(),
          project,
          outcome,
          members,
          attempts,
          before == null ? null : etag(before),
          etagAfter,
          request.dryRun(),
          message,
          "");
    }

    private String explain(CallException e) {
      return switch (e.kind()) {
        case DENIED ->
            "not allowed to read or write the policy of the project; it needs resourcemanager.projects.getIamPolicy and setIamPolicy ("
                + e.getMessage()
                + ")";
        case CONFLICT, THROTTLED, UNCERTAIN, FINAL -> String.valueOf(e.getMessage());
      };
    }
  }

  /** A call that may be repeated. */
  private interface Read<T> {
    T run() throws CallException, DeadlineException;
  }

  /** The time for a project is over. */
  private static final class DeadlineException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  private static String etag(Policy policy) {
    return Base64.getEncoder().encodeToString(policy.getEtag().toByteArray());
  }

  /** Lets so many writes through a second. */
  private static final class WriteRate {
    private final long interval;
    private long next = System.nanoTime();

    WriteRate(int writesPerSecond) {
      interval = writesPerSecond == 0 ? 0 : 1_000_000_000L / writesPerSecond;
    }

    /** Waits for its turn and returns how long that took, in nanoseconds. */
    long acquire() {
      long delay;
      synchronized (this) {
        long now = System.nanoTime();
        next = Math.max(next, now);
        delay = next - now;
        next += interval;
      }
      try {
        Thread.sleep(Duration.ofNanos(delay));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return delay;
    }
  }

  /** The members and roles that differ between two policies, as a unified diff of their text. */
  private static final class PolicyDiff {
    static String of(String project, Policy before, Policy after) {
      List<String> left = lines(before);
      List<String> right = lines(after);
      return String.join(
          "\n",
          com.github.difflib.UnifiedDiffUtils.generateUnifiedDiff(
              project, project, left, com.github.difflib.DiffUtils.diff(left, right), 3));
    }

    private static List<String> lines(Policy policy) {
      List<String> lines = new ArrayList<>();
      policy
          .getBindingsList()
          .forEach(
              binding -> {
                lines.add(binding.getRole());
                if (binding.hasCondition()) {
                  lines.add("  condition: " + binding.getCondition().getExpression());
                }
                binding.getMembersList().forEach(member -> lines.add("  - " + member));
              });
      return lines;
    }
  }

  /** The roles that may not be granted instead of Owner. */
  static final Set<String> NOT_NARROWER = Set.of(OwnerEdit.OWNER);
}
