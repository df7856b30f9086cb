package dev.tfgate.owners;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tfgate.google.JsonTree;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Resource Manager on loopback: policies with real etags, folders, lists, faults on demand. Speaks
 * v3, and enough of v1 for gcloud.
 */
final class FakeResourceManager implements AutoCloseable {
  /** What goes wrong with a call. */
  enum Fault {
    CONFLICT,
    UNAVAILABLE,
    UNAVAILABLE_AFTER_EFFECT,
    THROTTLED,
    DENIED,
    NOT_FOUND,
    LAST_OWNER,
    TRUNCATED,
    HTML,
    EMPTY_OBJECT,
    STALL,
    STALL_AFTER_EFFECT,
    DRIP,
    CLOSED,
    /** Another writer is faster: it adds a viewer, and then the call is looked at. */
    OTHER_WRITER,
    /** Another writer undoes the write right after it. */
    UNDONE
  }

  static {
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  private record Resource(
      String name, String parent, String createTime, String state, JsonTree.Fields policy) {}

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Resource> resources = new LinkedHashMap<>();
  private final Deque<Fault> readFaults = new ArrayDeque<>();
  private final Deque<Fault> writeFaults = new ArrayDeque<>();
  private final Map<String, Fault> always = new HashMap<>();
  private final Set<String> unreadable = new HashSet<>();
  private final Set<String> unlisted = new HashSet<>();
  private final Map<String, String> answers = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger mostInFlight = new AtomicInteger();
  private volatile long latencyMillis;
  private boolean keepCalls = true;
  private boolean keepFailing;
  private long generation;
  private int reads;
  private int writes;

  FakeResourceManager() throws IOException {
    this(0);
  }

  FakeResourceManager(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1024);
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Puts a resource there, with a policy of these bindings. */
  FakeResourceManager policy(String resource, String parent, Binding... bindings) {
    return policy(
        resource, parent, new IamPolicy(List.of(), "", fields("{}")).with(List.of(bindings)));
  }

  /** Puts a resource there, with a policy as JSON. */
  FakeResourceManager json(String resource, String parent, String policy) {
    try {
      return policy(resource, parent, IamPolicy.of(JsonTree.parse(policy)));
    } catch (IOException | PolicyFormatException e) {
      throw new IllegalArgumentException(policy, e);
    }
  }

  private synchronized FakeResourceManager policy(
      String resource, String parent, IamPolicy policy) {
    resources.put(
        resource,
        new Resource(resource, parent, "2026-01-01T00:00:00Z", "ACTIVE", policy.document()));
    store(resource, policy.document());
    return this;
  }

  /** Says when a resource was made, and in which state it is. */
  synchronized FakeResourceManager created(String resource, String time, String state) {
    Resource old = resource(resource);
    resources.put(resource, new Resource(old.name, old.parent, time, state, old.policy));
    return this;
  }

  /** Answers a GET of this path and query with this text. */
  synchronized FakeResourceManager answer(String request, String text) {
    int question = request.indexOf('?');
    Map<String, String> query =
        question < 0 ? Map.of() : query(URI.create("http://x" + request).getQuery());
    answers.put(key(question < 0 ? request : request.substring(0, question), query), text);
    return this;
  }

  synchronized FakeResourceManager failReads(Fault... faults) {
    readFaults.addAll(Arrays.asList(faults));
    return this;
  }

  synchronized FakeResourceManager failWrites(Fault... faults) {
    writeFaults.addAll(Arrays.asList(faults));
    return this;
  }

  /** Lets every call about the policy of a resource fail. */
  synchronized FakeResourceManager failAlways(String resource, Fault fault) {
    always.put(resource, fault);
    return this;
  }

  /** Lets the last of the faults happen again and again. */
  synchronized FakeResourceManager keepFailing() {
    keepFailing = true;
    return this;
  }

  /** Denies everything about a resource but its writes. */
  synchronized FakeResourceManager deny(String resource) {
    unreadable.add(resource);
    return this;
  }

  /** Denies the lists of what is below a resource. */
  synchronized FakeResourceManager denyList(String parent) {
    unlisted.add(parent);
    return this;
  }

  FakeResourceManager latency(long millis) {
    latencyMillis = millis;
    return this;
  }

  /** Forgets calls at once, for runs of many. */
  synchronized FakeResourceManager forgetful() {
    keepCalls = false;
    return this;
  }

  synchronized IamPolicy policy(String resource) {
    try {
      return IamPolicy.of(resource(resource).policy);
    } catch (PolicyFormatException e) {
      throw new IllegalStateException(e);
    }
  }

  synchronized int reads() {
    return reads;
  }

  synchronized int writes() {
    return writes;
  }

  int mostInFlight() {
    return mostInFlight.get();
  }

  /** Returns every call, as {@code METHOD PATH}. */
  synchronized List<String> calls() {
    return List.copyOf(calls);
  }

  /** A careful writer adds a member to a role of its own. */
  synchronized void addBinding(String resource, String role, String member) {
    IamPolicy policy = policy(resource);
    List<Binding> bindings = new ArrayList<>(policy.bindings());
    bindings.add(Binding.of(role, List.of(member)));
    store(resource, policy.with(bindings).document());
  }

  /** Writes where the etag is the current one, as the server does; says whether it was. */
  synchronized boolean write(String resource, IamPolicy policy) {
    if (!policy.etag().equals(policy(resource).etag())) {
      return false;
    }
    store(resource, policy.document());
    return true;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private @Nullable Fault next(Deque<Fault> faults) {
    return keepFailing && faults.size() == 1 ? faults.peek() : faults.poll();
  }

  private Resource resource(String name) {
    return Objects.requireNonNull(resources.get(name), name);
  }

  private void store(String name, JsonTree.Fields policy) {
    Resource old = resource(name);
    String etag =
        Base64.getEncoder()
            .encodeToString(("etag-" + ++generation).getBytes(StandardCharsets.US_ASCII));
    resources.put(
        name,
        new Resource(
            name,
            old.parent,
            old.createTime,
            old.state,
            policy.with("etag", JsonTree.Text.of(etag))));
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    int now = inFlight.incrementAndGet();
    mostInFlight.accumulateAndGet(now, Math::max);
    try {
      Thread.sleep(latencyMillis);
      answer(exchange, new String(body, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      inFlight.decrementAndGet();
      exchange.close();
    }
  }

  private void answer(HttpExchange exchange, String body) throws IOException, InterruptedException {
    String path = exchange.getRequestURI().getPath();
    boolean v1 = path.startsWith("/v1/");
    String rest = path.length() > 4 ? path.substring(4) : "";
    int colon = rest.lastIndexOf(':');
    boolean verb = rest.endsWith("IamPolicy");
    String name = verb ? rest.substring(0, colon) : rest;
    @Nullable Fault fault = null;
    String text;
    synchronized (this) {
      if (keepCalls) {
        calls.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
      }
      if (exchange.getRequestHeaders().containsKey("Authorization")) {
        error(exchange, 400, "CREDENTIALS_OVER_HTTP");
        return;
      }
      Map<String, String> asked = query(exchange);
      String fixed = answers.get(key(path, asked));
      if (fixed != null) {
        text = fixed;
      } else if (name.equals("projects") || name.equals("folders")) {
        Map<String, String> query = query(exchange);
        if (unlisted.contains(query.getOrDefault("parent", ""))) {
          error(exchange, 403, "PERMISSION_DENIED");
          return;
        }
        text = list(name, query);
      } else if (!resources.containsKey(name)) {
        error(exchange, 404, "NOT_FOUND");
        return;
      } else if (!verb) {
        if (unreadable.contains(name)) {
          error(exchange, 403, "PERMISSION_DENIED");
          return;
        }
        text = describe(resource(name), v1).toJson();
      } else if (rest.endsWith(":getIamPolicy")) {
        reads++;
        fault =
            unreadable.contains(name)
                ? Fault.DENIED
                : always.containsKey(name) ? always.get(name) : next(readFaults);
        if (!body.contains("\"requestedPolicyVersion\"")) {
          error(exchange, 400, "INVALID_ARGUMENT");
          return;
        }
        text = resource(name).policy.toJson();
      } else {
        writes++;
        fault = always.containsKey(name) ? always.get(name) : next(writeFaults);
        if (fault == Fault.OTHER_WRITER) {
          addBinding(name, "roles/viewer", "user:other@example.com");
        }
        boolean takesEffect =
            fault == null
                || fault == Fault.OTHER_WRITER
                || fault == Fault.UNAVAILABLE_AFTER_EFFECT
                || fault == Fault.STALL_AFTER_EFFECT
                || fault == Fault.TRUNCATED
                || fault == Fault.UNDONE;
        JsonTree.Fields before = resource(name).policy;
        if (takesEffect && !set(exchange, name, body)) {
          return;
        }
        text = resource(name).policy.toJson();
        if (fault == Fault.UNDONE) {
          store(name, before);
        }
      }
    }
    send(exchange, fault, text);
  }

  private static void send(HttpExchange exchange, @Nullable Fault fault, String text)
      throws IOException, InterruptedException {
    switch (fault) {
      case CONFLICT -> error(exchange, 409, "ABORTED");
      case UNAVAILABLE, UNAVAILABLE_AFTER_EFFECT -> error(exchange, 503, "UNAVAILABLE");
      case THROTTLED -> error(exchange, 429, "RESOURCE_EXHAUSTED");
      case DENIED -> error(exchange, 403, "PERMISSION_DENIED");
      case NOT_FOUND -> error(exchange, 404, "NOT_FOUND");
      case LAST_OWNER -> error(exchange, 400, "FAILED_PRECONDITION");
      case TRUNCATED -> send(exchange, 200, text.substring(0, text.length() / 2));
      case HTML -> send(exchange, 200, "<html>proxy</html>");
      case EMPTY_OBJECT -> send(exchange, 200, "{}");
      case STALL, STALL_AFTER_EFFECT -> Thread.sleep(60_000);
      case DRIP -> {
        exchange.sendResponseHeaders(200, text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
          exchange.getResponseBody().write(b);
          exchange.getResponseBody().flush();
          Thread.sleep(300);
        }
      }
      case CLOSED -> exchange.getResponseBody().close();
      case OTHER_WRITER, UNDONE -> send(exchange, 200, text);
      case null -> send(exchange, 200, text);
    }
  }

  /** Writes as the server does, or answers why not. */
  private boolean set(HttpExchange exchange, String name, String body) throws IOException {
    JsonTree.Fields sent =
        (JsonTree.Fields) Objects.requireNonNull(fields(body).of().get("policy"));
    String version =
        sent.of().get("version") instanceof JsonTree.Plain number ? number.source() : "0";
    if (!sent.text("etag").orElse("").equals(policy(name).etag())) {
      error(exchange, 409, "ABORTED");
      return false;
    }
    boolean conditions = policy(name).bindings().stream().anyMatch(Binding::conditional);
    if (conditions && !version.equals("3")) {
      error(exchange, 400, "INVALID_ARGUMENT");
      return false;
    }
    store(name, sent);
    return true;
  }

  private static JsonTree.Fields describe(Resource resource, boolean v1) {
    String id = resource.name.substring(resource.name.indexOf('/') + 1);
    JsonTree.Fields described =
        new JsonTree.Fields(Map.of())
            .with("name", JsonTree.Text.of(v1 ? id : resource.name))
            .with(v1 ? "lifecycleState" : "state", JsonTree.Text.of(resource.state))
            .with("createTime", JsonTree.Text.of(resource.createTime));
    if (resource.name.startsWith("projects/")) {
      described = described.with("projectId", JsonTree.Text.of(id));
    }
    return resource.parent.isEmpty() || v1
        ? described
        : described.with("parent", JsonTree.Text.of(resource.parent));
  }

  private String list(String kind, Map<String, String> query) {
    String parent = query.getOrDefault("parent", "");
    int size = Math.min(2, Integer.parseInt(query.getOrDefault("pageSize", "2")));
    int from = Integer.parseInt(query.getOrDefault("pageToken", "0"));
    List<JsonTree> found = new ArrayList<>();
    for (Resource resource : resources.values()) {
      if (resource.name.startsWith(kind + "/") && resource.parent.equals(parent)) {
        found.add(describe(resource, false));
      }
    }
    int to = Math.min(found.size(), from + (keepCalls ? size : 300));
    JsonTree.Fields answer =
        new JsonTree.Fields(Map.of()).with(kind, new JsonTree.Items(found.subList(from, to)));
    return (to < found.size()
            ? answer.with("nextPageToken", JsonTree.Text.of(Integer.toString(to)))
            : answer)
        .toJson();
  }

  /** The order of parameters doesn't count, nor how much is asked for. */
  private static String key(String path, Map<String, String> query) {
    return path
        + " "
        + query.getOrDefault("parent", "")
        + " "
        + query.getOrDefault("pageToken", "");
  }

  private static Map<String, String> query(HttpExchange exchange) {
    return query(exchange.getRequestURI().getQuery());
  }

  private static Map<String, String> query(@Nullable String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      // Google's client names a parameter that it has no value for.
      int equals = pair.indexOf('=');
      if (equals > 0 && equals < pair.length() - 1) {
        query.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return query;
  }

  private static JsonTree.Fields fields(String json) {
    try {
      return (JsonTree.Fields) JsonTree.parse(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  private static void error(HttpExchange exchange, int code, String status) throws IOException {
    send(
        exchange,
        code,
        "{\"error\":{\"code\":%d,\"message\":\"as the test wants it\",\"status\":\"%s\"}}"
            .formatted(code, status));
  }

  private static void send(HttpExchange exchange, int code, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
