package dev.tfgate.google;

import dev.tfgate.google.ServiceException.Kind;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * The builds of one project and region
 * (https://cloud.google.com/build/docs/api/reference/rest/v1/projects.locations.builds).
 *
 * <p>Creating a build is not idempotent, and a lost answer may have started one. So each build
 * carries a tag that its caller made up and wrote down before: {@link #start} sends the request
 * once and looks for the tag where the answer is lost; {@link #tagged} finds the build of a caller
 * that died meanwhile. Where both are silent, no second request may follow before {@link
 * #SETTLED_AFTER} is over.
 */
public final class CloudBuilds implements AutoCloseable {
  /** After this time a request that shows no build will show none any more. */
  public static final Duration SETTLED_AFTER = Duration.ofMinutes(2);

  private static final URI GOOGLE = URI.create("https://cloudbuild.googleapis.com");
  private static final Duration LONGEST_CREATE = Duration.ofSeconds(5);
  private static final int MOST_PAGES = 100;

  private final JsonService service;
  private final String parent;

  /**
   * A build as the service tells it.
   *
   * @param id its id
   * @param status such as {@code WORKING}; {@code STATUS_UNKNOWN} where it is not told
   * @param logUrl where people read its log, or empty
   * @param created when, as RFC 3339
   * @param json everything
   */
  public record Build(
      String id, String status, String logUrl, String created, JsonTree.Fields json) {
    /** Whether it will change no more. */
    public boolean hasEnded() {
      return switch (status) {
        case "STATUS_UNKNOWN", "PENDING", "QUEUED", "WORKING" -> false;
        default -> true;
      };
    }

    /** Returns the value of a substitution. */
    public Optional<String> substitution(String name) {
      return json.of().get("substitutions") instanceof JsonTree.Fields values
          ? values.text(name)
          : Optional.empty();
    }

    /** Returns the exit code of the first step that failed. */
    public OptionalInt exitCode() {
      for (JsonTree step : json.items("steps")) {
        if (step instanceof JsonTree.Fields fields
            && fields.of().get("exitCode") instanceof JsonTree.Plain code
            && code.source().matches("[1-9][0-9]{0,8}")) {
          return OptionalInt.of(Integer.parseInt(code.source()));
        }
      }
      return OptionalInt.empty();
    }

    /** Returns its tags. */
    public List<String> tags() {
      List<String> tags = new ArrayList<>();
      for (JsonTree tag : json.items("tags")) {
        if (tag instanceof JsonTree.Text text) {
          tags.add(text.value());
        }
      }
      return List.copyOf(tags);
    }

    static Optional<Build> of(@Nullable JsonTree json) {
      if (!(json instanceof JsonTree.Fields fields) || fields.text("id").isEmpty()) {
        return Optional.empty();
      }
      String url = fields.text("logUrl").orElse("");
      return Optional.of(
          new Build(
              fields.text("id").get(),
              fields.text("status").orElse("STATUS_UNKNOWN"),
              url.startsWith("https://") ? url : "",
              fields.text("createTime").orElse(""),
              fields));
    }
  }

  /**
   * @param region such as {@code europe-west1}, or {@code global}
   * @throws GoogleAccessException where no credentials can be had
   */
  public CloudBuilds(String project, String region, GoogleAccess access)
      throws GoogleAccessException {
    service = JsonService.of("Cloud Build", "cloudbuild", GOOGLE, access);
    parent = "/v1/projects/%s/locations/%s/builds".formatted(project, region);
  }

  /**
   * Starts a build, once: where the answer is lost, the build is looked for by its tag.
   *
   * @param build with {@code tag} among its tags, which no other build has
   * @return the build; empty where it is not known whether there is one: then only {@link #tagged}
   *     may be asked until {@link #SETTLED_AFTER} is over
   * @throws ServiceException where no build was started
   */
  public Optional<Build> start(JsonTree.Fields build, String tag, Duration limit)
      throws ServiceException {
    Backoff backoff = new Backoff(limit, limit, Backoff.Waits.SHORT);
    while (true) {
      try {
        // Half of the time is kept for the search.
        Duration half = backoff.limit().dividedBy(2);
        return Optional.of(
            request(build, half.compareTo(LONGEST_CREATE) < 0 ? half : LONGEST_CREATE));
      } catch (ServiceException e) {
        if (e.mayBeDone()) {
          return find(tag, backoff);
        }
        if (!e.wasNotDone() || !backoff.pauseAfter(e)) {
          throw e;
        }
      }
    }
  }

  /**
   * Asks for a build, once.
   *
   * @return the build as the service answers; whether it is the one that was asked for is the
   *     caller's to see
   * @throws ServiceException of kind {@link Kind#UNCERTAIN} where it is not known whether there is
   *     one: then only {@link #tagged} may be asked; of another kind where none was started
   */
  public Build request(JsonTree.Fields build, Duration limit) throws ServiceException {
    JsonTree.Fields operation = service.send("POST", parent, build, limit).fields();
    if (operation.of().get("metadata") instanceof JsonTree.Fields metadata) {
      Optional<Build> started = Build.of(metadata.of().get("build"));
      if (started.isPresent()) {
        return started.get();
      }
    }
    throw new ServiceException(Kind.MALFORMED, "Cloud Build answers without a build");
  }

  /**
   * Returns the builds of a tag, the oldest first.
   *
   * @throws ServiceException where they can't be listed completely
   */
  public List<Build> tagged(String tag, Duration limit) throws ServiceException {
    long end = System.nanoTime() + limit.toNanos();
    List<Build> builds = new ArrayList<>();
    String filter = encoded("tags=\"%s\"".formatted(tag));
    String page = "";
    for (int pages = 0; pages < MOST_PAGES; pages++) {
      JsonTree.Fields answer =
          service.get(parent + "?filter=" + filter + "&pageSize=100" + page, left(end)).fields();
      for (JsonTree item : answer.items("builds")) {
        Build.of(item).filter(build -> build.tags().contains(tag)).ifPresent(builds::add);
      }
      Optional<String> next = answer.text("nextPageToken").filter(text -> !text.isEmpty());
      if (next.isEmpty()) {
        builds.sort((a, b) -> a.created().compareTo(b.created()));
        return List.copyOf(builds);
      }
      page = "&pageToken=" + encoded(next.get());
    }
    throw new ServiceException(
        Kind.UNCERTAIN, "Cloud Build lists the builds of one tag on more pages than are read");
  }

  /**
   * Returns a build as it is now.
   *
   * @throws ServiceException of kind MISSING where there is none of that id
   */
  public Build get(String id, Duration limit) throws ServiceException {
    return Build.of(service.get(parent + "/" + encoded(id), limit).json())
        .filter(build -> build.id().equals(id))
        .orElseThrow(
            () ->
                new ServiceException(
                    Kind.UNCERTAIN, "Cloud Build answers with another build than " + id));
  }

  /**
   * Stops a build; one that has ended stays as it is.
   *
   * @throws ServiceException where it may go on
   */
  public void cancel(String id, Duration limit) throws ServiceException {
    Backoff backoff = new Backoff(limit, limit, Backoff.Waits.SHORT);
    while (true) {
      try {
        service.send(
            "POST",
            parent + "/" + encoded(id) + ":cancel",
            new JsonTree.Fields(Map.of()),
            backoff.limit());
        return;
      } catch (ServiceException e) {
        boolean refused = e.kind() == Kind.REFUSED || e.kind() == Kind.CONFLICT;
        if (refused && get(id, backoff.limit()).hasEnded()) {
          return;
        }
        if (!e.mayPass() || !backoff.pauseAfter(e)) {
          throw e;
        }
      }
    }
  }

  @Override
  public void close() {
    service.close();
  }

  /** Looks a few times, as a list may lag behind. */
  private Optional<Build> find(String tag, Backoff backoff) throws ServiceException {
    while (true) {
      try {
        List<Build> builds = tagged(tag, backoff.limit());
        if (!builds.isEmpty()) {
          return Optional.of(builds.getFirst());
        }
      } catch (ServiceException e) {
        if (!e.mayPass()) {
          return Optional.empty();
        }
      }
      if (!backoff.pause()) {
        return Optional.empty();
      }
    }
  }

  private static Duration left(long end) {
    return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
