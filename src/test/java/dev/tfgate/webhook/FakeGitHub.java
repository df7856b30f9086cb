package dev.tfgate.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tfgate.google.Loopback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** GitHub's API on loopback: pull requests, branches, permissions, statuses, comments. */
final class FakeGitHub extends Loopback {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern PATH = Pattern.compile("/repos/([^/]+/[^/]+)/([^?]+)(?:\\?(.*))?");

  /** A status as it was set. */
  record SetStatus(String commit, String context, String state, String description, String url) {}

  private final Map<String, ObjectNode> pulls = new LinkedHashMap<>();
  private final Map<String, String> heads = new LinkedHashMap<>();
  private final Map<String, String> permissions = new LinkedHashMap<>();
  private final Map<String, List<String>> files = new LinkedHashMap<>();
  private final List<SetStatus> statuses = new ArrayList<>();
  private final Map<Long, ObjectNode> comments = new LinkedHashMap<>();

  FakeGitHub() throws IOException {}

  /** An open pull request of a member, from the repository itself. */
  synchronized ObjectNode pull(String repository, long number, String commit) {
    ObjectNode pull = JSON.createObjectNode();
    pull.put("number", number).put("state", "open").put("draft", false);
    pull.put("author_association", "MEMBER").put("title", "$(id) `id` \u001b[2J");
    ObjectNode head = pull.putObject("head").put("ref", "change").put("sha", commit);
    head.putObject("repo").put("full_name", repository).put("fork", false);
    ObjectNode base = pull.putObject("base").put("ref", "main").put("sha", "b".repeat(40));
    base.putObject("repo").put("full_name", repository);
    pulls.put(repository + "#" + number, pull);
    return pull;
  }

  synchronized void head(String repository, String branch, String commit) {
    heads.put(repository + "@" + branch, commit);
  }

  synchronized void permission(String user, String permission) {
    permissions.put(user, permission);
  }

  /** The paths that whatever is compared changes. */
  synchronized void files(String repository, String... paths) {
    files.put(repository, List.of(paths));
  }

  synchronized List<SetStatus> statuses() {
    return List.copyOf(statuses);
  }

  /** The statuses of a commit, as state and description. */
  List<String> statuses(String commit) {
    return statuses().stream()
        .filter(status -> status.commit().equals(commit))
        .map(status -> status.state() + ": " + status.description())
        .toList();
  }

  synchronized List<String> comments() {
    return comments.values().stream().map(comment -> comment.get("body").asText()).toList();
  }

  synchronized ObjectNode addComment(long number, String body) {
    long id = 1000L + comments.size();
    ObjectNode comment =
        JSON.createObjectNode().put("id", id).put("number", number).put("body", body);
    comments.put(id, comment);
    return comment;
  }

  synchronized void deleteComments() {
    comments.clear();
  }

  @Override
  protected synchronized Reply answer(Call call) {
    Matcher path = PATH.matcher(call.path());
    if (!path.matches()) {
      return Reply.error(404, "Not Found");
    }
    try {
      return answer(call, path.group(1), path.group(2), path.group(3));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reply answer(Call call, String repository, String rest, @Nullable String query)
      throws IOException {
    String[] parts = rest.split("/", 0);
    boolean firstPage = query == null || !query.contains("page=") || query.contains("&page=1");
    switch (parts[0]) {
      case "pulls" -> {
        if (parts.length == 3) {
          ArrayNode all = JSON.createArrayNode();
          if (firstPage) {
            files
                .getOrDefault(repository, List.of())
                .forEach(file -> all.addObject().put("filename", file));
          }
          return Reply.json(all.toString());
        }
        return orMissing(pulls.get(repository + "#" + parts[1]));
      }
      case "git" -> {
        String branch = rest.substring("git/ref/heads/".length());
        String commit = heads.get(repository + "@" + branch);
        if (commit == null) {
          return Reply.error(404, "Not Found");
        }
        ObjectNode ref = JSON.createObjectNode().put("ref", "refs/heads/" + branch);
        ref.putObject("object").put("sha", commit);
        return Reply.json(ref.toString());
      }
      case "compare" -> {
        ObjectNode compared = JSON.createObjectNode().put("status", "ahead");
        ArrayNode all = compared.putArray("files");
        files
            .getOrDefault(repository, List.of())
            .forEach(file -> all.addObject().put("filename", file));
        return Reply.json(compared.toString());
      }
      case "collaborators" -> {
        String permission = permissions.get(parts[1]);
        return permission == null
            ? Reply.error(404, "Not Found")
            : Reply.json("{\"permission\":\"%s\"}".formatted(permission));
      }
      case "statuses" -> {
        JsonNode body = JSON.readTree(call.body());
        statuses.add(
            new SetStatus(
                parts[1],
                body.path("context").asText(),
                body.path("state").asText(),
                body.path("description").asText(),
                body.path("target_url").asText()));
        return new Reply(201, "{\"id\":1}", Map.of());
      }
      case "commits" -> {
        ArrayNode all = JSON.createArrayNode();
        for (SetStatus status : statuses.reversed()) {
          if (status.commit().equals(parts[1])) {
            all.addObject()
                .put("context", status.context())
                .put("state", status.state())
                .put("description", status.description())
                .put("target_url", status.url().isEmpty() ? null : status.url());
          }
        }
        return Reply.json(all.toString());
      }
      case "issues" -> {
        return parts[1].equals("comments")
            ? update(call, Long.parseLong(parts[2]))
            : comment(call, Long.parseLong(parts[1]));
      }
      default -> {
        return Reply.error(404, "Not Found");
      }
    }
  }

  private Reply update(Call call, long id) throws IOException {
    ObjectNode comment = comments.get(id);
    if (comment != null) {
      comment.put("body", JSON.readTree(call.body()).path("body").asText());
    }
    return orMissing(comment);
  }

  private Reply comment(Call call, long number) throws IOException {
    if (call.method().equals("POST")) {
      ObjectNode comment = addComment(number, JSON.readTree(call.body()).path("body").asText());
      return new Reply(201, comment.toString(), Map.of());
    }
    ArrayNode all = JSON.createArrayNode();
    comments.values().forEach(all::add);
    return Reply.json(all.toString());
  }

  private static Reply orMissing(@Nullable ObjectNode node) {
    return node == null ? Reply.error(404, "Not Found") : Reply.json(node.toString());
  }
}
