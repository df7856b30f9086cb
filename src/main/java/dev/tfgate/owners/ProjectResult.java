package dev.tfgate.owners;

import dev.tfgate.report.Json;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of the Owner grants of one project.
 *
 * @param time when that was known
 * @param project its id
 * @param members whom it is about: those who lost Owner or got it back, or would in a dry run; in a
 *     failed one those for whom a write was sent that may have taken effect
 * @param attempts policies read to be edited
 * @param etagBefore of the policy that was edited, in base64; null where none was read
 * @param etagAfter of the policy as read back; null where nothing was written
 * @param dryRun whether nothing was to be written
 * @param message for a human
 * @param diff of the policy, in a dry run; else empty
 */
public record ProjectResult(
    Instant time,
    String project,
    Outcome outcome,
    List<String> members,
    int attempts,
    @Nullable String etagBefore,
    @Nullable String etagAfter,
    boolean dryRun,
    String message,
    String diff) {

  /** How it ended. */
  public enum Outcome {
    /** The grant was there and is not in the policy any more. */
    REMOVED("removed"),
    /** The grant was not there; nothing was written. */
    ALREADY_ABSENT("already-absent"),
    /** {@code owners.keep} says that the grant stays. */
    KEPT("kept"),
    /** The grant was put back. */
    RESTORED("restored"),
    /** The grant was there already; nothing was written. */
    ALREADY_PRESENT("already-present"),
    /** It could have been done and would have done harm. */
    REFUSED("refused"),
    /** It could not be done, or nobody can tell. */
    FAILED("failed");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    /** Returns the word of the record. */
    public String word() {
      return word;
    }
  }

  public ProjectResult {
    members = List.copyOf(members);
  }

  /** Returns the result as one line of JSON, without its end. */
  public String toJson() {
    return Json.line(
        json -> {
          json.writeStartObject();
          json.writeStringField("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
          json.writeStringField("project", project);
          json.writeStringField("outcome", outcome.word());
          json.writeStringField("role", OwnerEdit.OWNER);
          json.writeArrayFieldStart("members");
          for (String member : members) {
            json.writeString(member);
          }
          json.writeEndArray();
          json.writeNumberField("attempts", attempts);
          json.writeStringField("etagBefore", etagBefore);
          json.writeStringField("etagAfter", etagAfter);
          json.writeBooleanField("dryRun", dryRun);
          json.writeStringField("message", message);
          if (!diff.isEmpty()) {
            json.writeStringField("diff", diff);
          }
          json.writeEndObject();
        });
  }
}
