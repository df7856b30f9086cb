package dev.tfgate.webhook;

import dev.tfgate.google.JsonTree;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What builds are started for: a pull request, or one push. Its newest build is the last of {@code
 * builds}; those before it were replaced.
 *
 * @param id names it without telling what it is
 * @param repository its repository
 * @param number of the pull request, or 0 for a push
 * @param comment the id of the comment with the report, or 0 while there is none
 * @param builds in the order in which they were asked for
 */
record BuiltChange(
    String id, String repository, long number, long comment, List<StartedBuild> builds) {
  private static final int MOST_BUILDS = 20;

  BuiltChange {
    builds = List.copyOf(builds);
  }

  /**
   * A build that was asked for.
   *
   * @param tag which only this build has
   * @param claim the delivery that asked for it
   * @param commit that is built
   * @param base the branch that the commit is to be merged into, or was pushed to
   * @param cause {@code commit}, or the comment that asked for it
   * @param sent when it was last sent to Cloud Build; {@link Instant#EPOCH} where it was not
   * @param build its id, or empty while that is not known
   * @param log where its log is read, or empty
   * @param told whether its status is on the commit
   * @param finishing when somebody began to tell its end; {@link Instant#EPOCH} while nobody did
   * @param end its last status, or empty while it may run
   */
  record StartedBuild(
      String tag,
      String claim,
      String commit,
      String base,
      String cause,
      Instant sent,
      String build,
      String log,
      boolean told,
      Instant finishing,
      String end) {
    StartedBuild sentAt(Instant when) {
      return new StartedBuild(
          tag, claim, commit, base, cause, when, build, log, told, finishing, end);
    }

    StartedBuild found(String id, String url) {
      return new StartedBuild(tag, claim, commit, base, cause, sent, id, url, told, finishing, end);
    }

    StartedBuild isTold() {
      return new StartedBuild(
          tag, claim, commit, base, cause, sent, build, log, true, finishing, end);
    }

    StartedBuild finishingAt(Instant when) {
      return new StartedBuild(tag, claim, commit, base, cause, sent, build, log, told, when, end);
    }

    StartedBuild endedAs(String status) {
      return new StartedBuild(
          tag, claim, commit, base, cause, sent, build, log, told, finishing, status);
    }

    boolean hasEnded() {
      return !end.isEmpty();
    }

    private JsonTree toJson() {
      Map<String, JsonTree> json = new LinkedHashMap<>();
      json.put("tag", JsonTree.Text.of(tag));
      json.put("claim", JsonTree.Text.of(claim));
      json.put("commit", JsonTree.Text.of(commit));
      json.put("base", JsonTree.Text.of(base));
      json.put("cause", JsonTree.Text.of(cause));
      json.put("sent", JsonTree.Text.of(sent.toString()));
      json.put("build", JsonTree.Text.of(build));
      json.put("log", JsonTree.Text.of(log));
      json.put("told", JsonTree.Text.of(Boolean.toString(told)));
      json.put("finishing", JsonTree.Text.of(finishing.toString()));
      json.put("end", JsonTree.Text.of(end));
      return new JsonTree.Fields(json);
    }

    private static StartedBuild of(JsonTree.Fields json) {
      return new StartedBuild(
          json.text("tag").orElseThrow(),
          json.text("claim").orElseThrow(),
          json.text("commit").orElseThrow(),
          json.text("base").orElseThrow(),
          json.text("cause").orElseThrow(),
          Instant.parse(json.text("sent").orElseThrow()),
          json.text("build").orElse(""),
          json.text("log").orElse(""),
          json.text("told").orElse("").equals("true"),
          Instant.parse(json.text("finishing").orElseThrow()),
          json.text("end").orElse(""));
    }
  }

  /** Returns the build that was asked for last. */
  Optional<StartedBuild> newest() {
    return builds.isEmpty() ? Optional.empty() : Optional.of(builds.getLast());
  }

  /** Returns the build that a delivery asked for. */
  Optional<StartedBuild> of(Claim claim) {
    return builds.stream().filter(build -> build.claim().equals(claim.id())).findFirst();
  }

  /** Returns the build with that tag. */
  Optional<StartedBuild> tagged(String tag) {
    return builds.stream().filter(build -> build.tag().equals(tag)).findFirst();
  }

  /** Whether it is the build that was asked for last. */
  boolean isNewest(String tag) {
    return newest().map(build -> build.tag().equals(tag)).orElse(false);
  }

  /** Returns it with one build more; the oldest that have ended are forgotten. */
  BuiltChange with(StartedBuild build) {
    List<StartedBuild> all = new ArrayList<>(builds);
    while (all.size() >= MOST_BUILDS && all.stream().anyMatch(StartedBuild::hasEnded)) {
      all.remove(all.stream().filter(StartedBuild::hasEnded).findFirst().orElseThrow());
    }
    all.add(build);
    return new BuiltChange(id, repository, number, comment, all);
  }

  /** Returns it with the build of that tag changed. */
  BuiltChange changed(String tag, UnaryOperator<StartedBuild> change) {
    return new BuiltChange(
        id,
        repository,
        number,
        comment,
        builds.stream()
            .map(build -> build.tag().equals(tag) ? change.apply(build) : build)
            .toList());
  }

  BuiltChange commented(long commentId) {
    return new BuiltChange(id, repository, number, commentId, builds);
  }

  String toJson() {
    Map<String, JsonTree> json = new LinkedHashMap<>();
    json.put("id", JsonTree.Text.of(id));
    json.put("repository", JsonTree.Text.of(repository));
    json.put("number", JsonTree.Text.of(Long.toString(number)));
    json.put("comment", JsonTree.Text.of(Long.toString(comment)));
    json.put("builds", new JsonTree.Items(builds.stream().map(StartedBuild::toJson).toList()));
    return new JsonTree.Fields(json).toJson() + "\n";
  }

  static Optional<BuiltChange> of(JsonTree.Fields json) {
    List<StartedBuild> builds = new ArrayList<>();
    try {
      for (@Nullable JsonTree item : json.items("builds")) {
        if (item instanceof JsonTree.Fields fields) {
          builds.add(StartedBuild.of(fields));
        }
      }
      return Optional.of(
          new BuiltChange(
              json.text("id").orElseThrow(),
              json.text("repository").orElseThrow(),
              Long.parseLong(json.text("number").orElseThrow()),
              Long.parseLong(json.text("comment").orElseThrow()),
              builds));
    } catch (NoSuchElementException | DateTimeParseException | NumberFormatException e) {
      return Optional.empty();
    }
  }
}
