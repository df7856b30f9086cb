package dev.tfgate.owners;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of one project.
 *
 * @param members those who lost Owner, or would in a dry run
 * @param attempts policies read to be edited
 * @param etagBefore of the policy that was edited, in base64; null where none was read
 * @param etagAfter of the policy as read back; null where nothing was written
 * @param message for a human
 * @param diff of the policy, in a dry run; else empty
 */
public record StripResult(
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
    REMOVED("removed"),
    ALREADY_ABSENT("already-absent"),
    KEPT("kept"),
    REFUSED("refused"),
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

  public StripResult {
    members = List.copyOf(members);
  }

  /** Returns the record as one line of JSON, without its end. */
  public String toJson() {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
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
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
