package dev.tfgate.owners;

import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import com.google.iam.v1.SetIamPolicyRequest;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Resource Manager v3 on loopback, with real etags and faults on demand. */
final class FakeResourceManager implements AutoCloseable {
  /** What goes wrong with a call. */
  enum Fault {
    CONFLICT,
    UNAVAILABLE,
    UNAVAILABLE_AFTER_EFFECT,
    THROTTLED,
    DENIED,
    TRUNCATED,
    HTML,
    STALL,
    OTHER_WRITER
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Policy> policies = new HashMap<>();
  private final Map<String, String> parents = new HashMap<>();
  private final Deque<Fault> readFaults = new ArrayDeque<>();
  private final Deque<Fault> writeFaults = new ArrayDeque<>();
  private long latencyMillis;
  private int generation;
  private int reads;
  private int writes;

  FakeResourceManager() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v3/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  synchronized FakeResourceManager policy(String resource, String parent, Binding... bindings) {
    Policy.Builder policy = Policy.newBuilder().setVersion(3);
    for (Binding binding : bindings) {
      policy.addBindings(binding);
    }
    parents.put(resource, parent);
    store(resource, policy.build());
    return this;
  }

  synchronized FakeResourceManager failReads(Fault... faults) {
    readFaults.addAll(java.util.List.of(faults));
    return this;
  }

  synchronized FakeResourceManager failWrites(Fault... faults) {
    writeFaults.addAll(java.util.List.of(faults));
    return this;
  }

  synchronized FakeResourceManager latency(long millis) {
    latencyMillis = millis;
    return this;
  }

  synchronized Policy policy(String resource) {
    return java.util.Objects.requireNonNull(policies.get(resource));
  }

  synchronized int reads() {
    return reads;
  }

  synchronized int writes() {
    return writes;
  }

  /** Another writer adds a member to roles/viewer, as a careful one would. */
  synchronized void addViewer(String resource, String member) {
    Policy policy = policy(resource);
    store(
        resource,
        policy.toBuilder()
            .addBindings(Binding.newBuilder().setRole("roles/viewer").addMembers(member))
            .build());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }

  private void store(String resource, Policy policy) {
    policies.put(
        resource,
        policy.toBuilder().setEtag(ByteString.copyFromUtf8("etag-" + ++generation)).build());
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/v3/".length());
    byte[] body = exchange.getRequestBody().readAllBytes();
    try {
      Thread.sleep(latencyMillis);
      answer(exchange, path, new String(body, StandardCharsets.UTF_8));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  private void answer(HttpExchange exchange, String path, String body)
      throws IOException, InterruptedException {
    int colon = path.indexOf(':');
    String resource = colon < 0 ? path : path.substring(0, colon);
    Fault fault = null;
    String text;
    synchronized (this) {
      if (!policies.containsKey(resource)) {
        error(exchange, 404, "NOT_FOUND");
        return;
      }
      if (colon < 0) {
        text = "{\"name\":\"%s\",\"parent\":\"%s\"}".formatted(resource, parents.get(resource));
      } else if (path.endsWith(":getIamPolicy")) {
        reads++;
        fault = readFaults.poll();
        text = JsonFormat.printer().print(policy(resource));
      } else {
        writes++;
        fault = writeFaults.poll();
        if (fault == Fault.OTHER_WRITER) {
          addViewer(resource, "user:other@example.com");
        }
        if (fault == null
            || fault == Fault.OTHER_WRITER
            || fault == Fault.UNAVAILABLE_AFTER_EFFECT
            || fault == Fault.TRUNCATED) {
          SetIamPolicyRequest.Builder request = SetIamPolicyRequest.newBuilder();
          JsonFormat.parser().merge(body, request);
          if (!request.getPolicy().getEtag().equals(policy(resource).getEtag())) {
            error(exchange, 409, "ABORTED");
            return;
          }
          if (request.getPolicy().getVersion() != 3) {
            error(exchange, 400, "INVALID_ARGUMENT");
            return;
          }
          store(resource, request.getPolicy());
        }
        text = JsonFormat.printer().print(policy(resource));
      }
    }
    switch (fault) {
      case CONFLICT -> error(exchange, 409, "ABORTED");
      case UNAVAILABLE, UNAVAILABLE_AFTER_EFFECT -> error(exchange, 503, "UNAVAILABLE");
      case THROTTLED -> error(exchange, 429, "RESOURCE_EXHAUSTED");
      case DENIED -> error(exchange, 403, "PERMISSION_DENIED");
      case TRUNCATED -> send(exchange, 200, text.substring(0, text.length() / 2));
      case HTML -> send(exchange, 200, "<html>proxy</html>");
      case STALL -> Thread.sleep(60_000);
      case OTHER_WRITER -> send(exchange, 200, text);
      case null -> send(exchange, 200, text);
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
