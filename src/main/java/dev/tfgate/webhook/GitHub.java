package dev.tfgate.webhook;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.GoogleHttp;
import dev.tfgate.google.JsonService;
import dev.tfgate.google.JsonTree;
import dev.tfgate.google.ServiceException;
import dev.tfgate.google.ServiceException.Kind;
import dev.tfgate.trust.WebhookSettings;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * GitHub: its webhook (https://docs.github.com/webhooks) and its REST API
 * (https://docs.github.com/rest). Nothing in a payload is an address; every path is made of names
 * that {@code gate.yaml} lists, and of numbers and hashes.
 */
final class GitHub implements RepositoryHost {
  private static final Duration LIMIT = Duration.ofSeconds(6);
  private static final int LONGEST_DESCRIPTION = 140;
  private static final int LONGEST_COMMENT = 65_000;
  private static final int PAGE = 100;

  /** The API lists no more files of a pull request. */
  private static final int MOST_FILES = 3000;

  /** The API lists no more files between two commits. */
  private static final int MOST_COMPARED = 300;

  private static final int MOST_COMMENTS = 1000;
  private static final String COMMIT = "[0-9a-f]{40}|[0-9a-f]{64}";
  private static final String LOGIN = "[A-Za-z0-9](?:[A-Za-z0-9_-]|\\[bot\\]){0,99}";
  private static final Set<String> FACTS =
      Set.of(
          "action",
          "number",
          "changes.base",
          "pull_request",
          "pull_request.number",
          "ref",
          "before",
          "after",
          "deleted",
          "issue.number",
          "issue.pull_request",
          "comment.id",
          "comment.body",
          "comment.user.login",
          "repository.full_name");

  private final WebhookSettings settings;
  private final boolean secure;
  private final GoogleHttp http;
  private final Token token;

  /** Gives the token, which may have been rotated since the last call. */
  @FunctionalInterface
  interface Token {
    byte[] get() throws ServiceException;
  }

  GitHub(WebhookSettings settings, Token token, GoogleAccess access) throws GoogleAccessException {
    this.settings = settings;
    this.token = token;
    URI api = access.endpoint("github").orElse(settings.api());
    secure = "https".equals(api.getScheme());
    http = new GoogleHttp(api, null, access);
  }

  /** The token is never sent over http. */
  private JsonService service() throws ServiceException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", "application/vnd.github+json");
    headers.put("X-GitHub-Api-Version", "2022-11-28");
    if (secure) {
      headers.put("Authorization", "Bearer " + new String(token.get(), StandardCharsets.UTF_8));
    }
    return new JsonService("GitHub", http, headers);
  }

  @Override
  public boolean isAuthentic(Request request, ReceivedBody body, List<byte[]> secrets) {
    return Signature.isValid(request.header("X-Hub-Signature-256"), body, secrets);
  }

  @Override
  public String kind(Request request) {
    return request.header("X-GitHub-Event").filter(text -> text.matches("[a-z_]{1,40}")).orElse("");
  }

  @Override
  public Event event(Request request, ReceivedBody body) throws IOException {
    Payload payload = Payload.read(body.stream(), FACTS);
    String kind = kind(request);
    if (kind.equals("ping")) {
      return new Event.Unwanted("the webhook works");
    }
    if (!Set.of("pull_request", "push", "issue_comment").contains(kind)) {
      return new Event.Unwanted("such events start nothing");
    }
    String repository = payload.get("repository.full_name");
    if (!settings.repositories().contains(repository)) {
      return new Event.Unwanted("the repository is not one of webhook.repositories");
    }
    return switch (kind) {
      case "pull_request" -> pullRequest(repository, payload);
      case "push" -> push(repository, payload);
      default -> command(repository, payload);
    };
  }

  private static Event pullRequest(String repository, Payload payload) throws IOException {
    String action = payload.get("action");
    boolean wanted =
        switch (action) {
          case "opened", "synchronize", "reopened", "ready_for_review" -> true;
          // Another base needs another plan: a commit's status says nothing of the base.
          case "edited" -> !payload.get("changes.base").isEmpty();
          default -> false;
        };
    if (!wanted) {
      return new Event.Unwanted("this action on a pull request starts nothing");
    }
    if (payload.get("pull_request").isEmpty()) {
      throw new IOException("a pull_request event without pull_request");
    }
    return new Event.PullRequest(repository, number(payload.get("pull_request.number")));
  }

  private Event push(String repository, Payload payload) throws IOException {
    String ref = payload.get("ref");
    String branch = ref.startsWith("refs/heads/") ? ref.substring("refs/heads/".length()) : "";
    if (settings.apply() == null) {
      return new Event.Unwanted("gate.yaml has no webhook.apply");
    }
    if (!settings.baseBranches().contains(branch)) {
      return new Event.Unwanted("the push is not to one of webhook.base_branches");
    }
    if (payload.get("deleted").equals("true")) {
      return new Event.Unwanted("the branch was deleted");
    }
    return new Event.Push(
        repository, branch, commit(payload.get("before")), commit(payload.get("after")));
  }

  private Event command(String repository, Payload payload) throws IOException {
    if (!payload.get("action").equals("created")) {
      return new Event.Unwanted("only a new comment is a command");
    }
    if (payload.get("issue.pull_request").isEmpty()) {
      return new Event.Unwanted("the comment is not on a pull request");
    }
    String text = payload.get("comment.body").strip();
    String command = settings.start().command();
    boolean named = text.startsWith(command + " ");
    String commit = named ? text.substring(command.length()).strip() : "";
    if (!text.equals(command) && !(named && commit.matches(COMMIT))) {
      return new Event.Unwanted("the comment is not the command");
    }
    String author = payload.get("comment.user.login");
    if (!author.matches(LOGIN)) {
      throw new IOException("a comment without an author");
    }
    return new Event.Command(
        repository,
        number(payload.get("issue.number")),
        number(payload.get("comment.id")),
        author,
        commit);
  }

  @Override
  public PullRequest pullRequest(String repository, long number) throws ServiceException {
    JsonTree.Fields pull = get(pull(repository, number)).fields();
    JsonTree.Fields head = object(pull, "head");
    JsonTree.Fields base = object(pull, "base");
    Optional<String> home = object(head, "repo").text("full_name");
    if (!number(pull, "number").equals(Optional.of(number))
        || !object(base, "repo").text("full_name").equals(Optional.of(repository))) {
      throw malformed();
    }
    return new PullRequest(
        pull.text("state").equals(Optional.of("open")),
        "true".equals(plain(pull, "draft")),
        head.text("sha").filter(text -> text.matches(COMMIT)).orElseThrow(GitHub::malformed),
        base.text("ref").orElseThrow(GitHub::malformed),
        base.text("sha").filter(text -> text.matches(COMMIT)).orElseThrow(GitHub::malformed),
        !home.equals(Optional.of(repository)),
        pull.text("author_association").orElse("NONE"));
  }

  @Override
  public String head(String repository, String branch) throws ServiceException {
    JsonTree.Fields ref =
        get("/repos/%s/git/ref/heads/%s".formatted(repository, segments(branch))).fields();
    if (!ref.text("ref").equals(Optional.of("refs/heads/" + branch))) {
      throw malformed();
    }
    return object(ref, "object")
        .text("sha")
        .filter(text -> text.matches(COMMIT))
        .orElseThrow(GitHub::malformed);
  }

  @Override
  public boolean mayWrite(String repository, String user) throws ServiceException {
    try {
      String permission =
          get("/repos/%s/collaborators/%s/permission".formatted(repository, encoded(user)))
              .fields()
              .text("permission")
              .orElse("");
      return permission.equals("admin") || permission.equals("write");
    } catch (ServiceException e) {
      if (e.kind() == Kind.MISSING) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public Optional<List<String>> changedPaths(String repository, long number)
      throws ServiceException {
    List<String> paths = new ArrayList<>();
    for (int page = 1; page <= MOST_FILES / PAGE; page++) {
      JsonTree files =
          get(pull(repository, number) + "/files?per_page=" + PAGE + "&page=" + page).json();
      if (!(files instanceof JsonTree.Items items)) {
        throw malformed();
      }
      addPaths(items.of(), paths);
      if (items.of().size() < PAGE) {
        return Optional.of(paths);
      }
    }
    return Optional.empty();
  }

  @Override
  public Optional<List<String>> changedPaths(String repository, String before, String after)
      throws ServiceException {
    if (before.matches("0+")) {
      return Optional.empty();
    }
    JsonTree.Fields compared;
    try {
      compared = get("/repos/%s/compare/%s...%s".formatted(repository, before, after)).fields();
    } catch (ServiceException e) {
      if (e.kind() == Kind.MISSING) {
        return Optional.empty();
      }
      throw e;
    }
    List<JsonTree> files = compared.items("files");
    // Three dots compare with the merge base: after a forced push that is not the commit before.
    boolean whole =
        compared.of().get("files") instanceof JsonTree.Items
            && files.size() < MOST_COMPARED
            && compared.text("status").equals(Optional.of("ahead"));
    List<String> paths = new ArrayList<>();
    addPaths(files, paths);
    return whole ? Optional.of(paths) : Optional.empty();
  }

  private static void addPaths(List<JsonTree> files, List<String> paths) throws ServiceException {
    for (JsonTree file : files) {
      if (!(file instanceof JsonTree.Fields fields)) {
        throw malformed();
      }
      paths.add(fields.text("filename").orElseThrow(GitHub::malformed));
      fields.text("previous_filename").ifPresent(paths::add);
    }
  }

  @Override
  public void setStatus(String repository, String commit, Status status) throws ServiceException {
    Map<String, JsonTree> body = new LinkedHashMap<>();
    String description = shortened(status.description(), LONGEST_DESCRIPTION);
    body.put("state", JsonTree.Text.of(status.state()));
    body.put("context", JsonTree.Text.of(status.context()));
    body.put("description", JsonTree.Text.of(description));
    if (!status.url().isEmpty()) {
      body.put("target_url", JsonTree.Text.of(status.url()));
    }
    String path = "/repos/%s/statuses/%s".formatted(repository, commit);
    for (int tries = 1; ; tries++) {
      try {
        service().send("POST", path, new JsonTree.Fields(body), LIMIT);
        return;
      } catch (ServiceException e) {
        if (!e.mayPass() || tries == 3) {
          throw e;
        }
        if (e.mayBeDone() && isSet(repository, commit, status, description)) {
          return;
        }
        pause(tries);
      }
    }
  }

  /** Whether the newest status of that context is this one. */
  private boolean isSet(String repository, String commit, Status status, String description)
      throws ServiceException {
    JsonTree all =
        get("/repos/%s/commits/%s/statuses?per_page=%d".formatted(repository, commit, PAGE)).json();
    if (all instanceof JsonTree.Items items) {
      for (JsonTree item : items.of()) {
        if (item instanceof JsonTree.Fields fields
            && fields.text("context").equals(Optional.of(status.context()))) {
          return fields.text("state").equals(Optional.of(status.state()))
              && fields.text("description").orElse("").equals(description)
              && fields.text("target_url").orElse("").equals(status.url());
        }
      }
    }
    return false;
  }

  @Override
  public long comment(String repository, long number, long known, String marker, String text)
      throws ServiceException {
    String body = marker + "\n" + shortened(text, LONGEST_COMMENT);
    // Where none is known, somebody may have written it whose process ended before it said so.
    long id = known == 0 ? find(repository, number, marker) : known;
    for (int tries = 1; ; tries++) {
      try {
        return id == 0 ? create(repository, number, body) : update(repository, id, body);
      } catch (ServiceException e) {
        if (e.kind() == Kind.MISSING && id != 0) {
          // Somebody deleted it.
          id = 0;
        } else if (!e.mayPass() || tries == 3) {
          throw e;
        } else if (id == 0 && e.mayBeDone()) {
          id = find(repository, number, marker);
        }
        pause(tries);
      }
    }
  }

  private long create(String repository, long number, String body) throws ServiceException {
    return id(
        service()
            .send(
                "POST",
                "/repos/%s/issues/%d/comments".formatted(repository, number),
                new JsonTree.Fields(Map.of("body", JsonTree.Text.of(body))),
                LIMIT));
  }

  private long update(String repository, long id, String body) throws ServiceException {
    return id(
        service()
            .send(
                "PATCH",
                "/repos/%s/issues/comments/%d".formatted(repository, id),
                new JsonTree.Fields(Map.of("body", JsonTree.Text.of(body))),
                LIMIT));
  }

  /** The oldest comment that begins with the marker: a copy of it comes later. */
  private long find(String repository, long number, String marker) throws ServiceException {
    for (int page = 1; page <= MOST_COMMENTS / PAGE; page++) {
      JsonTree all =
          get("/repos/%s/issues/%d/comments?per_page=%d&page=%d"
                  .formatted(repository, number, PAGE, page))
              .json();
      if (!(all instanceof JsonTree.Items items)) {
        throw malformed();
      }
      for (JsonTree item : items.of()) {
        if (item instanceof JsonTree.Fields fields
            && fields.text("body").orElse("").startsWith(marker + "\n")) {
          return number(fields, "id").orElse(0L);
        }
      }
      if (items.of().size() < PAGE) {
        return 0;
      }
    }
    return 0;
  }

  @Override
  public String cloneUrl(String repository) {
    String host = settings.api().getHost();
    return "https://%s/%s.git"
        .formatted(settings.api().equals(WebhookSettings.GITHUB) ? "github.com" : host, repository);
  }

  private JsonService.Answer get(String path) throws ServiceException {
    return service().get(path, LIMIT);
  }

  private static String pull(String repository, long number) {
    return "/repos/%s/pulls/%d".formatted(repository, number);
  }

  private static long id(JsonService.Answer answer) throws ServiceException {
    return number(answer.fields(), "id").orElseThrow(GitHub::malformed);
  }

  private static JsonTree.Fields object(JsonTree.Fields fields, String key) {
    return fields.of().get(key) instanceof JsonTree.Fields inner
        ? inner
        : new JsonTree.Fields(Map.of());
  }

  private static @Nullable String plain(JsonTree.Fields fields, String key) {
    return fields.of().get(key) instanceof JsonTree.Plain value ? value.source() : null;
  }

  private static Optional<Long> number(JsonTree.Fields fields, String key) {
    return Optional.ofNullable(plain(fields, key))
        .filter(text -> text.matches("[0-9]{1,18}"))
        .map(Long::valueOf);
  }

  private static long number(String text) throws IOException {
    if (!text.matches("[1-9][0-9]{0,17}")) {
      throw new IOException("a number is missing");
    }
    return Long.parseLong(text);
  }

  private static String commit(String text) throws IOException {
    if (!text.matches(COMMIT)) {
      throw new IOException("a commit is missing");
    }
    return text;
  }

  private static ServiceException malformed() {
    return new ServiceException(
        Kind.MALFORMED, "GitHub's answer is about something else, or no whole one");
  }

  private static String segments(String branch) {
    return encoded(branch).replace("%2F", "/");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String shortened(String text, int longest) {
    if (text.length() <= longest) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(longest - 2)) ? longest - 2 : longest - 1;
    return text.substring(0, end) + "…";
  }

  private static void pause(int tries) throws ServiceException {
    try {
      Thread.sleep(150L << tries);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException(Kind.UNCERTAIN, "interrupted");
    }
  }
}
