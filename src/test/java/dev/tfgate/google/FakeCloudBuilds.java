package dev.tfgate.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The builds of Cloud Build on loopback: create, get, list by tag, cancel. */
public final class FakeCloudBuilds extends Loopback {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH =
      Pattern.compile(
          "/v1/projects/([^/]+)/locations/([^/]+)/builds(?:/([^:?]+)(:cancel)?)?(\\?.*)?");
  private static final Pattern TAG = Pattern.compile("tags=\"([^\"]+)\"");

  private static final Pattern PAGE = Pattern.compile("pageToken=([0-9]+)");
  private static final int LARGEST_PAGE = 100;

  private final Map<String, ObjectNode> builds = new LinkedHashMap<>();
  private final Set<String> live = new HashSet<>();
  private final Map<String, Long> started = new LinkedHashMap<>();
  private final Deque<Long> starts = new ArrayDeque<>();
  private int quota = Integer.MAX_VALUE;
  private long length = Long.MAX_VALUE;
  private Function<JsonNode, String> end = build -> "SUCCESS";
  private UnaryOperator<ObjectNode> told = UnaryOperator.identity();
  private int hidden;

  /** Builds that run until they are told to end. */
  public FakeCloudBuilds() throws IOException {}

  /** Lets so many builds start in a second; the others get 429. */
  public synchronized void quota(int perSecond) {
    quota = perSecond;
  }

  /** Lets each build end by itself: after so many milliseconds, with that status. */
  public synchronized void end(long millis, Function<JsonNode, String> status) {
    length = millis;
    end = status;
  }

  /**
   * Answers the next requests for a build with another than was started, as {@code change} says.
   */
  public synchronized void tell(UnaryOperator<ObjectNode> change) {
    told = change;
  }

  /** Lets the next lists show nothing. */
  public synchronized void hide(int lists) {
    hidden = lists;
  }

  /** The most builds that ran at one time. */
  public synchronized int mostTogether() {
    return most;
  }

  private int most;

  /** The builds so far, in order. */
  public synchronized List<JsonNode> builds() {
    age();
    return new ArrayList<>(builds.values());
  }

  /** The one build there is. */
  public JsonNode only() {
    List<JsonNode> all = builds();
    if (all.size() != 1) {
      throw new AssertionError("there are %d builds: %s".formatted(all.size(), all));
    }
    return all.getFirst();
  }

  /** Sets the status of a build. */
  public synchronized void status(String id, String status) {
    ObjectNode build = builds.get(id);
    if (build == null) {
      throw new AssertionError("no build " + id);
    }
    set(build, status);
  }

  private void set(ObjectNode build, String status) {
    build.put("status", status);
    if (!status.equals("QUEUED") && !status.equals("WORKING")) {
      live.remove(build.get("id").asText());
    }
  }

  @Override
  protected synchronized Reply answer(Call call) {
    Matcher path = PATH.matcher(call.path());
    if (!path.matches()) {
      return Reply.error(404, "no such path");
    }
    age();
    try {
      if (path.group(3) == null) {
        return call.method().equals("POST")
            ? create(path.group(1), call)
            : list(String.valueOf(path.group(5)));
      }
      ObjectNode build = builds.get(path.group(3));
      if (build == null) {
        return Reply.error(404, "Requested entity was not found.");
      }
      if (path.group(4) != null) {
        String status = build.get("status").asText();
        if (!status.equals("QUEUED") && !status.equals("WORKING") && !status.equals("CANCELLED")) {
          return Reply.error(400, "Cannot cancel a build that has ended");
        }
        set(build, "CANCELLED");
      }
      return Reply.json(JSON.writeValueAsString(build));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void age() {
    if (length == Long.MAX_VALUE) {
      return;
    }
    long now = System.nanoTime();
    for (Map.Entry<String, Long> one : started.entrySet()) {
      ObjectNode build = builds.get(one.getKey());
      if (build != null && build.get("status").asText().matches("QUEUED|WORKING")) {
        boolean over = (now - one.getValue()) / 1_000_000 >= length;
        set(build, over ? end.apply(build) : "WORKING");
      }
    }
  }

  private boolean isOverQuota() {
    long now = System.nanoTime();
    while (!starts.isEmpty() && now - starts.element() > 1_000_000_000L) {
      starts.remove();
    }
    if (starts.size() >= quota) {
      return true;
    }
    starts.add(now);
    return false;
  }

  private Reply create(String project, Call call) throws IOException {
    if (isOverQuota()) {
      return new Reply(
          429,
          "{\"error\":{\"code\":429,\"message\":\"Quota exceeded\"}}",
          Map.of("Retry-After", "1"));
    }
    ObjectNode build = (ObjectNode) JSON.readTree(call.body());
    String id = "00000000-0000-4000-8000-%012d".formatted(builds.size() + 1);
    build.put("id", id).put("status", "QUEUED").put("projectId", project);
    build.put(
        "createTime",
        "2026-01-01T00:00:%02d.%03dZ".formatted(builds.size() / 1000 % 60, builds.size() % 1000));
    build.put("logUrl", "https://console.cloud.google.com/cloud-build/builds/" + id);
    builds.put(id, build);
    started.put(id, System.nanoTime());
    live.add(id);
    most = Math.max(most, live.size());
    ObjectNode operation = JSON.createObjectNode();
    operation.put("name", "operations/build/" + project + "/" + id);
    operation.putObject("metadata").set("build", told.apply(build.deepCopy()));
    told = UnaryOperator.identity();
    return Reply.json(JSON.writeValueAsString(operation));
  }

  private Reply list(String query) throws IOException {
    Matcher tag = TAG.matcher(URLDecoder.decode(query, StandardCharsets.UTF_8));
    ObjectNode answer = JSON.createObjectNode();
    if (hidden > 0) {
      hidden--;
      return Reply.json("{}");
    }
    Matcher page = PAGE.matcher(query);
    int from = page.find() ? Integer.parseInt(page.group(1)) : 0;
    if (tag.find()) {
      int at = 0;
      for (ObjectNode build : builds.values()) {
        for (JsonNode has : build.path("tags")) {
          if (has.asText().equals(tag.group(1)) && at++ >= from) {
            if (at > from + LARGEST_PAGE) {
              answer.put("nextPageToken", Integer.toString(from + LARGEST_PAGE));
              return Reply.json(JSON.writeValueAsString(answer));
            }
            answer.withArray("builds").add(build);
          }
        }
      }
    }
    return Reply.json(JSON.writeValueAsString(answer));
  }
}
