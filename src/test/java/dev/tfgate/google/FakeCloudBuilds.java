package dev.tfgate.google;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The builds of Cloud Build on loopback: create, get, list by tag, cancel. */
public final class FakeCloudBuilds extends Loopback {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH =
      Pattern.compile(
          "/v1/projects/([^/]+)/locations/([^/]+)/builds(?:/([^:?]+)(:cancel)?)?(\\?.*)?");
  private static final Pattern TAG = Pattern.compile("tags=\"([^\"]+)\"");

  private final Map<String, ObjectNode> builds = new LinkedHashMap<>();

  public FakeCloudBuilds() throws IOException {}

  /** The builds so far, in order. */
  public synchronized List<JsonNode> builds() {
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
    build.put("status", status);
  }

  @Override
  protected synchronized Reply answer(Call call) {
    Matcher path = PATH.matcher(call.path());
    if (!path.matches()) {
      return Reply.error(404, "no such path");
    }
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
        build.put("status", "CANCELLED");
      }
      return Reply.json(JSON.writeValueAsString(build));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply create(String project, Call call) throws IOException {
    ObjectNode build = (ObjectNode) JSON.readTree(call.body());
    String id = "00000000-0000-4000-8000-%012d".formatted(builds.size() + 1);
    build.put("id", id).put("status", "QUEUED").put("projectId", project);
    build.put(
        "createTime",
        "2026-01-01T00:00:%02d.%03dZ".formatted(builds.size() / 1000 % 60, builds.size() % 1000));
    build.put("logUrl", "https://console.cloud.google.com/cloud-build/builds/" + id);
    builds.put(id, build);
    ObjectNode operation = JSON.createObjectNode();
    operation.put("name", "operations/build/" + project + "/" + id);
    operation.putObject("metadata").set("build", build);
    return Reply.json(JSON.writeValueAsString(operation));
  }

  private Reply list(String query) throws IOException {
    Matcher tag = TAG.matcher(URLDecoder.decode(query, StandardCharsets.UTF_8));
    ObjectNode answer = JSON.createObjectNode();
    if (tag.find()) {
      for (ObjectNode build : builds.values()) {
        for (JsonNode has : build.path("tags")) {
          if (has.asText().equals(tag.group(1))) {
            answer.withArray("builds").add(build);
          }
        }
      }
    }
    return Reply.json(JSON.writeValueAsString(answer));
  }
}
