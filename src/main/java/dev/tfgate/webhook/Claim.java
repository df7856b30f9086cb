package dev.tfgate.webhook;

import dev.tfgate.google.JsonTree;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A delivery that somebody took on.
 *
 * @param id made of the signed bytes, since a delivery's own id is not signed
 * @param delivery the host's id, for people
 * @param facts of the event
 * @param first when it was first taken on
 * @param taken when it was last taken on
 * @param outcome what it became, or empty while that is open
 */
record Claim(
    String id,
    String delivery,
    Map<String, String> facts,
    Instant first,
    Instant taken,
    Optional<Outcome> outcome) {
  Claim {
    facts = Map.copyOf(facts);
  }

  /**
   * What became of a delivery.
   *
   * @param word {@code started}, {@code nothing} or {@code failed}
   * @param text one sentence
   * @param build the id of the build that was started, or empty
   */
  record Outcome(String word, String text, String build) {
    static Outcome started(String build, String text) {
      return new Outcome("started", text, build);
    }

    static Outcome nothing(String text) {
      return new Outcome("nothing", text, "");
    }

    static Outcome failed(String text) {
      return new Outcome("failed", text, "");
    }
  }

  Claim takenAt(Instant now) {
    return new Claim(id, delivery, facts, first, now, outcome);
  }

  Claim with(Outcome became) {
    return new Claim(id, delivery, facts, first, taken, Optional.of(became));
  }

  String toJson() {
    Map<String, JsonTree> json = new LinkedHashMap<>();
    json.put("id", JsonTree.Text.of(id));
    json.put("delivery", JsonTree.Text.of(delivery));
    Map<String, JsonTree> names = new LinkedHashMap<>();
    facts.forEach((name, value) -> names.put(name, JsonTree.Text.of(value)));
    json.put("facts", new JsonTree.Fields(names));
    json.put("first", JsonTree.Text.of(first.toString()));
    json.put("taken", JsonTree.Text.of(taken.toString()));
    outcome.ifPresent(
        became -> {
          json.put("outcome", JsonTree.Text.of(became.word()));
          json.put("text", JsonTree.Text.of(became.text()));
          json.put("build", JsonTree.Text.of(became.build()));
        });
    return new JsonTree.Fields(json).toJson() + "\n";
  }

  static Optional<Claim> of(JsonTree.Fields json) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (json.of().get("facts") instanceof JsonTree.Fields fields) {
      fields.of().keySet().forEach(key -> fields.text(key).ifPresent(v -> facts.put(key, v)));
    }
    try {
      return Optional.of(
          new Claim(
              json.text("id").orElseThrow(),
              json.text("delivery").orElse(""),
              facts,
              Instant.parse(json.text("first").orElseThrow()),
              Instant.parse(json.text("taken").orElseThrow()),
              json.text("outcome")
                  .map(
                      word ->
                          new Outcome(
                              word, json.text("text").orElse(""), json.text("build").orElse("")))));
    } catch (NoSuchElementException | DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
