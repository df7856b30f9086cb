package dev.tfgate.webhook;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a delivery says happened. Only names and hashes: the rest is asked of the host. */
sealed interface Event {
  /** Returns it as names and values, for the claim. */
  Map<String, String> facts();

  /** A pull request was opened, changed, reopened, or got another base. */
  record PullRequest(String repository, long number) implements Event {
    @Override
    public Map<String, String> facts() {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("event", "pull_request");
      facts.put("repository", repository);
      facts.put("number", Long.toString(number));
      return facts;
    }
  }

  /**
   * Somebody wrote the command.
   *
   * @param commit the commit that it was written for, or empty where it names none
   */
  record Command(String repository, long number, long comment, String author, String commit)
      implements Event {
    @Override
    public Map<String, String> facts() {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("event", "command");
      facts.put("repository", repository);
      facts.put("number", Long.toString(number));
      facts.put("comment", Long.toString(comment));
      facts.put("author", author);
      facts.put("commit", commit);
      return facts;
    }
  }

  /** A branch moved. */
  record Push(String repository, String branch, String before, String after) implements Event {
    @Override
    public Map<String, String> facts() {
      Map<String, String> facts = new LinkedHashMap<>();
      facts.put("event", "push");
      facts.put("repository", repository);
      facts.put("branch", branch);
      facts.put("before", before);
      facts.put("after", after);
      return facts;
    }
  }

  /** Nothing that is built. */
  record Unwanted(String why) implements Event {
    @Override
    public Map<String, String> facts() {
      return Map.of();
    }
  }

  /** Returns the event of a claim; empty where it is none. */
  static Optional<Event> of(Map<String, String> facts) {
    String repository = facts.getOrDefault("repository", "");
    try {
      return switch (facts.getOrDefault("event", "")) {
        case "pull_request" ->
            Optional.of(
                new PullRequest(repository, Long.parseLong(facts.getOrDefault("number", ""))));
        case "command" ->
            Optional.of(
                new Command(
                    repository,
                    Long.parseLong(facts.getOrDefault("number", "")),
                    Long.parseLong(facts.getOrDefault("comment", "")),
                    facts.getOrDefault("author", ""),
                    facts.getOrDefault("commit", "")));
        case "push" ->
            Optional.of(
                new Push(
                    repository,
                    facts.getOrDefault("branch", ""),
                    facts.getOrDefault("before", ""),
                    facts.getOrDefault("after", "")));
        default -> Optional.empty();
      };
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
