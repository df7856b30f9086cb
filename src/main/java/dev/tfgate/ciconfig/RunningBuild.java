package dev.tfgate.ciconfig;

import com.google.auth.Credentials;
import dev.tfgate.ciconfig.Comparison.State;
import dev.tfgate.google.DefaultCredentials;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.GoogleHttp;
import dev.tfgate.google.JsonTree;
import dev.tfgate.store.Deadline;
import dev.tfgate.store.ObjectAddress;
import dev.tfgate.store.StoreException;
import dev.tfgate.store.StoreException.Kind;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Cloud Build build that runs, as its service tells it
 * (https://cloud.google.com/build/docs/api/reference/rest/v1/projects.builds): a checkout that
 * matches proves nothing where the trigger runs another file.
 */
public final class RunningBuild {
  private static final URI GOOGLE = URI.create("https://cloudbuild.googleapis.com");
  private static final String PROJECT = "[a-z0-9][a-z0-9.:-]{0,99}";
  private static final String BUILD = "[A-Za-z0-9-]{1,64}";
  private static final String REGION = "[a-z0-9-]{1,40}";
  private static final Duration LONGEST_TRY = Duration.ofSeconds(8);
  private static final int MOST_TRIES = 5;
  private static final int LARGEST_ANSWER = 16 * 1024 * 1024;
  private static final Set<String> RUNNING = Set.of("PENDING", "QUEUED", "WORKING");

  private final String project;
  private final String region;
  private final String id;
  private final boolean mustRun;
  private final GoogleAccess access;
  private final Deadline deadline;

  /**
   * @param region such as {@code europe-west1}, or {@code global}
   * @param mustRun whether a build that has ended is refused: a caller could pass the id of an
   *     older build
   * @throws IllegalArgumentException with a message for the user where a name is none
   */
  public RunningBuild(
      String project,
      String region,
      String id,
      boolean mustRun,
      GoogleAccess access,
      Deadline deadline) {
    if (!project.matches(PROJECT) || !id.matches(BUILD) || !region.matches(REGION)) {
      throw new IllegalArgumentException(
          "'%s' in project '%s' (%s) is not the name of a build".formatted(id, project, region));
    }
    this.project = project;
    this.region = region;
    this.id = id;
    this.mustRun = mustRun;
    this.access = access;
    this.deadline = deadline;
  }

  /**
   * Compares the build with the trusted copies: it must be one of them.
   *
   * @param comparisons of the files, which hold the trusted copies
   * @return one comparison, which names the trusted copy that comes nearest
   */
  public Comparison compare(List<Comparison> comparisons) {
    @Nullable Comparison nearest = null;
    BuildDifferences.@Nullable Result fewest = null;
    JsonTree.Fields build;
    ObjectAddress unknown = comparisons.getFirst().trusted();
    String path = comparisons.getFirst().path();
    try {
      build = deadline.call(toString(), this::fetch);
    } catch (StoreException e) {
      return new Comparison(path, unknown, State.UNREACHABLE, null, null, e.getMessage());
    }
    for (Comparison candidate : comparisons) {
      Optional<BuildDifferences.Result> result =
          candidate.copy() == null
              ? Optional.empty()
              : BuildDifferences.between(
                  candidate.path(), candidate.copy().content(), build, region);
      if (result.isPresent() && (fewest == null || result.get().isNearerThan(fewest))) {
        nearest = candidate;
        fewest = result.get();
      }
    }
    if (nearest == null || fewest == null) {
      return new Comparison(
          path,
          unknown,
          State.UNREACHABLE,
          null,
          null,
          this
              + ": no trusted copy of a Cloud Build configuration was read, so there is nothing to"
              + " compare it with");
    }
    List<String> all = new ArrayList<>(fewest.differences());
    all.addAll(fewest.unclear());
    String phrases = String.join("; ", all);
    State state =
        !fewest.differences().isEmpty()
            ? State.DRIFTED
            : fewest.unclear().isEmpty() ? State.EQUAL : State.NOT_FOLLOWED;
    String message =
        switch (state) {
          case EQUAL -> this + " is the trusted copy";
          case DRIFTED -> "%s is not the trusted copy: %s".formatted(this, phrases);
          default -> "%s may be the trusted copy or not: %s".formatted(this, phrases);
        };
    return new Comparison(nearest.path(), nearest.trusted(), state, null, nearest.copy(), message);
  }

  @Override
  public String toString() {
    return "the running build %s of %s".formatted(id, project);
  }

  private JsonTree.Fields fetch() throws StoreException {
    @Nullable Credentials credentials;
    try {
      credentials =
          access.isLoopback("cloudbuild") ? null : DefaultCredentials.find(access).credentials();
      try (GoogleHttp http =
          new GoogleHttp(access.endpoint("cloudbuild").orElse(GOOGLE), credentials, access)) {
        return fetch(http);
      }
    } catch (GoogleAccessException e) {
      throw new StoreException(Kind.DENIED, "%s: %s".formatted(this, e.getMessage()), e);
    }
  }

  private JsonTree.Fields fetch(GoogleHttp http) throws StoreException, GoogleAccessException {
    String path = "/v1/projects/%s/locations/%s/builds/%s".formatted(project, region, id);
    String trouble = "no answer";
    for (int tries = 0; tries < MOST_TRIES; tries++) {
      Duration left = deadline.left();
      Duration limit = left.compareTo(LONGEST_TRY) < 0 ? left : LONGEST_TRY;
      if (limit.toMillis() < 1) {
        break;
      }
      try {
        GoogleHttp.Answer answer =
            http.send(
                "GET", path, Map.of("Accept", "application/json"), null, LARGEST_ANSWER, limit);
        int status = answer.status();
        if (status == 200) {
          return checked(answer);
        }
        trouble = "HTTP " + status;
        if (status != 429 && status < 500) {
          break;
        }
      } catch (GoogleAccessException | StoreException e) {
        throw e;
      } catch (IOException e) {
        trouble = String.valueOf(e.getMessage());
      }
      pause(tries);
    }
    throw new StoreException(
        Kind.UNREACHABLE,
        "%s could not be read (%s). Grant the caller cloudbuild.builds.get"
            .formatted(this, trouble));
  }

  private JsonTree.Fields checked(GoogleHttp.Answer answer) throws StoreException {
    JsonTree tree;
    try {
      tree = JsonTree.parse(answer.text());
    } catch (IOException e) {
      throw malformed();
    }
    if (!(tree instanceof JsonTree.Fields build)
        || !build.text("id").equals(Optional.of(id))
        || build.items("steps").isEmpty()) {
      throw malformed();
    }
    BuildOwner owner = BuildOwner.of(build);
    if (!owner.is(project) && owner.project().isPresent()) {
      throw new StoreException(
          Kind.UNREACHABLE,
          "%s: the answer is about a build of the project %s"
              .formatted(this, shown(owner.project().get())));
    }
    String status = build.text("status").orElse("unknown");
    if (mustRun && !RUNNING.contains(status)) {
      throw new StoreException(
          Kind.UNREACHABLE,
          "%s does not run, because its status is %s. Name the build that the gate runs in"
              .formatted(this, status.length() > 30 ? "unknown" : status));
    }
    return build;
  }

  private static String shown(String project) {
    return project.matches(PROJECT) ? project : "of another name";
  }

  private StoreException malformed() {
    return new StoreException(
        Kind.UNREACHABLE, this + ": the answer is not that of Cloud Build, or about another build");
  }

  private void pause(int tries) throws StoreException {
    try {
      Thread.sleep(Math.min(deadline.left().toMillis(), 200L << tries));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Kind.UNREACHABLE, this + ": interrupted", e);
    }
  }
}
