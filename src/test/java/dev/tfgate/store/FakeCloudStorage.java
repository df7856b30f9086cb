package dev.tfgate.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tfgate.google.Lives;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The JSON API of Cloud Storage on loopback, with object versioning: generations, preconditions,
 * and faults on demand. {@code gcloud storage} works with it, which keeps it honest.
 */
public final class FakeCloudStorage implements AutoCloseable {
  /** What goes wrong with a request. */
  public enum Fault {
    UNAVAILABLE,
    THROTTLED,
    UNAUTHORIZED,
    FORBIDDEN,
    REDIRECT_LOOP,
    HTML,
    MALFORMED,
    /** Takes the request and never answers. */
    STALL,
    /** Sends the head and half of the body, then nothing. */
    STALL_IN_BODY,
    /** A byte now and then. */
    TRICKLE,
    /** Ends the connection in the middle of the body. */
    TRUNCATED,
    /** Half of the body, and a length that says it is all. */
    SHORT,
    /** A byte more than the object has. */
    LONG,
    FLIPPED_BYTE,
    WRONG_CRC32C,
    WRONG_MD5,
    NO_CRC32C,
    NO_MD5,
    OTHER_GENERATION,
    /** Serves the object compressed, as one stored with that encoding is. */
    COMPRESSED,
    /** Writes, and ends the connection instead of answering. */
    LOST_ANSWER;

    private boolean isOfBody() {
      return switch (this) {
        case STALL_IN_BODY, TRICKLE, TRUNCATED, SHORT, LONG, FLIPPED_BYTE -> true;
        default -> false;
      };
    }

    private boolean isOfMetadata() {
      return switch (this) {
        case WRONG_CRC32C, WRONG_MD5, NO_CRC32C, NO_MD5, OTHER_GENERATION, COMPRESSED -> true;
        default -> false;
      };
    }
  }

  /** One generation of an object. */
  private record Version(long generation, Content data, String contentType) {
    byte[] content() {
      return data.bytes();
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool(daemons());
  private final Map<String, TreeMap<String, List<Version>>> buckets = new HashMap<>();
  private final Map<String, Map<String, String>> uploads = new HashMap<>();
  private final List<String> requests = new ArrayList<>();
  private long lastGeneration = 1_700_000_000_000_000L;
  private @Nullable Fault fault;
  private int faults;
  private int beforeFault;
  private boolean authorized;
  private final List<HttpServer> doors = new ArrayList<>();
  private Lives lives = new Lives();
  private volatile CountDownLatch together = new CountDownLatch(0);

  /** A server on a free port of loopback. */
  public FakeCloudStorage() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, ""));
    server.start();
  }

  private static java.util.concurrent.ThreadFactory daemons() {
    return Thread.ofPlatform().daemon().name("fake-storage-", 0).factory();
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /**
   * Where one process alone reaches it, so that {@link Lives} can end it.
   *
   * @param process such as {@code /p1}
   */
  public URI endpoint(String process) throws IOException {
    HttpServer door =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    door.setExecutor(threads);
    door.createContext("/", exchange -> handle(exchange, process));
    door.start();
    synchronized (this) {
      doors.add(door);
    }
    return URI.create("http://127.0.0.1:" + door.getAddress().getPort());
  }

  /** Puts an object there and returns its generation. */
  public synchronized long put(String bucket, String name, byte[] content) {
    List<Version> versions =
        buckets
            .computeIfAbsent(bucket, key -> new TreeMap<>())
            .computeIfAbsent(name, key -> new ArrayList<>());
    versions.add(new Version(++lastGeneration, new Content(content), "application/octet-stream"));
    return lastGeneration;
  }

  /** Puts an object there and returns its generation. */
  public long put(String bucket, String name, String content) {
    return put(bucket, name, content.getBytes(StandardCharsets.UTF_8));
  }

  /** The live content of an object, as text. */
  public synchronized String text(String bucket, String name) {
    return new String(all(bucket, name).getLast().content(), StandardCharsets.UTF_8);
  }

  /** The names of the live objects of a bucket. */
  public synchronized List<String> names(String bucket) {
    return List.copyOf(buckets.getOrDefault(bucket, new TreeMap<>()).keySet());
  }

  /** How many generations an object has. */
  public synchronized int versions(String bucket, String name) {
    return all(bucket, name).size();
  }

  /** Lets the next {@code times} requests that it concerns fail. */
  public synchronized void fail(Fault next, int times) {
    failLater(0, next, times);
  }

  /** As above, once so many that it concerns have been answered. */
  public synchronized void failLater(int answered, Fault next, int times) {
    fault = next;
    faults = times;
    beforeFault = answered;
  }

  /** Lets processes that were ended reach nothing more. */
  public synchronized void under(Lives shared) {
    lives = shared;
  }

  /** Lets writes wait until so many have come, so that they all happen at once. */
  public synchronized void holdWrites(int count) {
    together = new CountDownLatch(count);
  }

  /** The requests so far: method, path and query. */
  public synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** Whether any request carried credentials. */
  public synchronized boolean sawCredentials() {
    return authorized;
  }

  @Override
  public void close() {
    server.stop(0);
    synchronized (this) {
      doors.forEach(door -> door.stop(0));
    }
    threads.shutdownNow();
  }

  private void handle(HttpExchange exchange, String process) {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getRawPath();
      Lives.Fate fate;
      synchronized (this) {
        fate = lives.callOf(process + path);
      }
      if (fate == Lives.Fate.DEAD) {
        return;
      }
      Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
      synchronized (this) {
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        authorized |= exchange.getRequestHeaders().containsKey("Authorization");
      }
      @Nullable Fault now =
          fate == Lives.Fate.LAST ? Fault.LOST_ANSWER : take(query, exchange.getRequestMethod());
      if (now == null || !fails(exchange, now)) {
        answer(exchange, path, query, body, now);
      }
    } catch (IOException | InterruptedException e) {
      // The client is gone, or the server is.
    }
  }

  private synchronized @Nullable Fault take(Map<String, String> query, String method) {
    Fault next = fault;
    boolean media = "media".equals(query.get("alt"));
    if (next == null
        || faults == 0
        || (next.isOfBody() && !media)
        || (next.isOfMetadata() && media)
        || (next == Fault.LOST_ANSWER && method.equals("GET"))) {
      return null;
    }
    if (beforeFault > 0) {
      beforeFault--;
      return null;
    }
    faults--;
    return next;
  }

  /** Answers with a fault that takes the whole request; false where it is another kind. */
  private boolean fails(HttpExchange exchange, Fault now) throws IOException, InterruptedException {
    switch (now) {
      case UNAVAILABLE -> error(exchange, 503, "Service Unavailable");
      case THROTTLED -> error(exchange, 429, "slow down");
      case UNAUTHORIZED -> error(exchange, 401, "Invalid Credentials");
      case FORBIDDEN -> error(exchange, 403, "caller does not have storage.objects.get access");
      case REDIRECT_LOOP -> {
        exchange.getResponseHeaders().set("Location", exchange.getRequestURI().toString());
        exchange.sendResponseHeaders(302, -1);
      }
      case HTML ->
          send(exchange, 200, "text/html", "<html>Sign in</html>".getBytes(StandardCharsets.UTF_8));
      case MALFORMED ->
          send(exchange, 200, "application/json", "{\"size\": ".getBytes(StandardCharsets.UTF_8));
      case STALL -> TimeUnit.MINUTES.sleep(5);
      default -> {
        return false;
      }
    }
    return true;
  }

  private void answer(
      HttpExchange exchange,
      String path,
      Map<String, String> query,
      byte[] body,
      @Nullable Fault now)
      throws IOException, InterruptedException {
    String[] parts = path.replaceFirst("^/(upload|download)/", "/").split("/", -1);
    // "", "storage", "v1", "b", BUCKET, "o", NAME
    if (parts.length < 5 || !parts[1].equals("storage") || !parts[3].equals("b")) {
      error(exchange, 404, "no such path");
      return;
    }
    String bucket = decode(parts[4]);
    if (path.startsWith("/upload/")) {
      upload(exchange, bucket, query, body, now);
    } else if (parts.length == 5) {
      ObjectNode answer = JSON.createObjectNode();
      answer.put("kind", "storage#bucket").put("id", bucket).put("name", bucket);
      answer.put("location", "EU").put("storageClass", "STANDARD");
      json(exchange, answer);
    } else if (parts.length == 6) {
      list(exchange, bucket, query);
    } else {
      object(exchange, bucket, decode(parts[6]), query, now);
    }
  }

  private void object(
      HttpExchange exchange,
      String bucket,
      String name,
      Map<String, String> query,
      @Nullable Fault now)
      throws IOException, InterruptedException {
    Version version;
    @Nullable String match = query.get("ifGenerationMatch");
    synchronized (this) {
      version = find(bucket, name, query.get("generation"));
      if (version != null && match != null && !match.equals(Long.toString(version.generation()))) {
        error(exchange, 412, "At least one of the pre-conditions you specified did not hold.");
        return;
      }
      if (version != null && exchange.getRequestMethod().equals("DELETE")) {
        buckets.getOrDefault(bucket, new TreeMap<>()).remove(name);
      }
    }
    if (version == null) {
      error(exchange, 404, "No such object: " + bucket + "/" + name);
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      if (now != Fault.LOST_ANSWER) {
        exchange.sendResponseHeaders(204, -1);
      }
    } else if ("media".equals(query.get("alt"))) {
      media(exchange, version, now);
    } else {
      json(exchange, resource(bucket, name, version, now));
    }
  }

  private List<Version> all(String bucket, String name) {
    return buckets.getOrDefault(bucket, new TreeMap<>()).getOrDefault(name, List.of());
  }

  private @Nullable Version find(String bucket, String name, @Nullable String generation) {
    List<Version> versions = all(bucket, name);
    if (generation == null) {
      return versions.isEmpty() ? null : versions.getLast();
    }
    return versions.stream()
        .filter(version -> version.generation() == Long.parseLong(generation))
        .findFirst()
        .orElse(null);
  }

  private void media(HttpExchange exchange, Version version, @Nullable Fault now)
      throws IOException, InterruptedException {
    byte[] content = version.content().clone();
    exchange.getResponseHeaders().set("x-goog-generation", Long.toString(version.generation()));
    exchange
        .getResponseHeaders()
        .set("x-goog-hash", "crc32c=" + crc32c(content) + ",md5=" + md5(content));
    switch (now) {
      case null -> send(exchange, 200, version.contentType(), content);
      case FLIPPED_BYTE -> {
        content[content.length / 2] ^= 1;
        send(exchange, 200, version.contentType(), content);
      }
      case SHORT ->
          send(exchange, 200, version.contentType(), Arrays.copyOf(content, content.length / 2));
      case LONG ->
          send(exchange, 200, version.contentType(), Arrays.copyOf(content, content.length + 1));
      case TRUNCATED, STALL_IN_BODY, TRICKLE -> {
        exchange.sendResponseHeaders(200, content.length);
        OutputStream out = exchange.getResponseBody();
        int half = content.length / 2;
        if (now == Fault.TRICKLE) {
          for (byte b : content) {
            out.write(b);
            out.flush();
            TimeUnit.MILLISECONDS.sleep(200);
          }
          return;
        }
        out.write(content, 0, half);
        out.flush();
        if (now == Fault.STALL_IN_BODY) {
          TimeUnit.MINUTES.sleep(5);
        }
      }
      default -> send(exchange, 200, version.contentType(), content);
    }
  }

  private void list(HttpExchange exchange, String bucket, Map<String, String> query)
      throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    synchronized (this) {
      if (!buckets.containsKey(bucket)) {
        error(exchange, 404, "The specified bucket does not exist.");
        return;
      }
      answer.put("kind", "storage#objects");
      ArrayNode items = answer.putArray("items");
      String prefix = query.getOrDefault("prefix", "");
      int most = Integer.parseInt(query.getOrDefault("maxResults", "1000"));
      String start = query.getOrDefault("startOffset", "");
      for (Map.Entry<String, List<Version>> entry :
          buckets.get(bucket).tailMap(start.compareTo(prefix) > 0 ? start : prefix).entrySet()) {
        if (!entry.getKey().startsWith(prefix)) {
          break;
        }
        boolean wanted = entry.getKey().compareTo(query.getOrDefault("pageToken", "")) > 0;
        if (wanted && items.size() == most) {
          answer.put("nextPageToken", items.get(most - 1).get("name").asText());
          break;
        }
        if (wanted) {
          items.add(resource(bucket, entry.getKey(), entry.getValue().getLast(), null));
        }
      }
    }
    json(exchange, answer);
  }

  private void upload(
      HttpExchange exchange,
      String bucket,
      Map<String, String> query,
      byte[] body,
      @Nullable Fault now)
      throws IOException, InterruptedException {
    together.countDown();
    together.await(10, TimeUnit.SECONDS);
    String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
    String id = query.get("upload_id");
    if ("resumable".equals(query.get("uploadType")) && id == null) {
      id = "upload-" + System.nanoTime();
      Map<String, String> kept = new HashMap<>(query);
      if (body.length > 0) {
        kept.putIfAbsent("name", JSON.readTree(body).path("name").asText());
      }
      synchronized (this) {
        uploads.put(id, kept);
      }
      exchange
          .getResponseHeaders()
          .set(
              "Location",
              endpoint()
                  + "/upload/storage/v1/b/"
                  + bucket
                  + "/o?uploadType=resumable&upload_id="
                  + id);
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    Map<String, String> wanted = new HashMap<>(query);
    byte[] content = body;
    if (id != null) {
      synchronized (this) {
        wanted.putAll(uploads.get(id));
      }
    } else if ("multipart".equals(query.get("uploadType"))) {
      List<byte[]> parts = parts(contentType, body);
      com.fasterxml.jackson.databind.JsonNode metadata = JSON.readTree(parts.get(0));
      wanted.putIfAbsent("name", metadata.path("name").asText());
      content = parts.get(1);
      boolean damaged =
          (metadata.hasNonNull("crc32c")
                  && !metadata.get("crc32c").asText().equals(crc32c(content)))
              || (metadata.hasNonNull("md5Hash")
                  && !metadata.get("md5Hash").asText().equals(md5(content)));
      if (damaged) {
        error(exchange, 400, "Provided hash doesn't match calculated hash");
        return;
      }
    }
    ObjectNode answer;
    synchronized (this) {
      String name = wanted.getOrDefault("name", "");
      Version live = find(bucket, name, null);
      @Nullable String match = wanted.get("ifGenerationMatch");
      if (match != null && Long.parseLong(match) != (live == null ? 0 : live.generation())) {
        error(exchange, 412, "At least one of the pre-conditions you specified did not hold.");
        return;
      }
      put(bucket, name, content);
      answer = resource(bucket, name, all(bucket, name).getLast(), now);
    }
    if (now != Fault.LOST_ANSWER) {
      json(exchange, answer);
    }
  }

  private static List<byte[]> parts(String contentType, byte[] body) throws IOException {
    String boundary = contentType.replaceFirst(".*boundary=[\"']?([^\"';]+).*", "$1");
    String text = new String(body, StandardCharsets.ISO_8859_1);
    List<byte[]> parts = new ArrayList<>();
    int at = text.indexOf("--" + boundary);
    while (true) {
      int head = text.indexOf("\n", at) + 1;
      int next = text.indexOf("--" + boundary, head);
      if (next < 0) {
        return parts;
      }
      String part = text.substring(head, next);
      int blank =
          part.indexOf("\r\n\r\n") >= 0 ? part.indexOf("\r\n\r\n") + 4 : part.indexOf("\n\n") + 2;
      String content = part.substring(blank).replaceFirst("\r?\n\\z", "");
      parts.add(content.getBytes(StandardCharsets.ISO_8859_1));
      at = next;
    }
  }

  private ObjectNode resource(String bucket, String name, Version version, @Nullable Fault now) {
    byte[] content = version.content();
    long generation = version.generation() + (now == Fault.OTHER_GENERATION ? 1 : 0);
    ObjectNode answer = JSON.createObjectNode();
    answer.put("kind", "storage#object").put("bucket", bucket).put("name", name);
    answer.put("id", bucket + "/" + name + "/" + generation);
    answer.put("generation", Long.toString(generation)).put("metageneration", "1");
    answer.put("contentType", version.contentType()).put("storageClass", "STANDARD");
    answer.put("size", Integer.toString(content.length));
    answer
        .put("timeCreated", "2026-01-01T00:00:00.000Z")
        .put("updated", "2026-01-01T00:00:00.000Z");
    answer.put("crc32c", now == Fault.WRONG_CRC32C ? "AAAAAA==" : crc32c(content));
    answer.put("md5Hash", now == Fault.WRONG_MD5 ? "AAAAAAAAAAAAAAAAAAAAAA==" : md5(content));
    answer.put(
        "mediaLink",
        "%s/download/storage/v1/b/%s/o/%s?generation=%d&alt=media"
            .formatted(endpoint(), bucket, encode(name), generation));
    if (now == Fault.NO_CRC32C) {
      answer.remove("crc32c");
    }
    if (now == Fault.NO_MD5) {
      answer.remove("md5Hash");
    }
    if (now == Fault.COMPRESSED) {
      answer.put("contentEncoding", "gzip");
    }
    return answer;
  }

  private static String crc32c(byte[] content) {
    CRC32C crc = new CRC32C();
    crc.update(content);
    return Base64.getEncoder()
        .encodeToString(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static String md5(byte[] content) {
    try {
      return Base64.getEncoder().encodeToString(MessageDigest.getInstance("MD5").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void json(HttpExchange exchange, ObjectNode answer) throws IOException {
    send(exchange, 200, "application/json; charset=UTF-8", JSON.writeValueAsBytes(answer));
  }

  private static void error(HttpExchange exchange, int code, String message) throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    answer.putObject("error").put("code", code).put("message", message);
    send(exchange, code, "application/json; charset=UTF-8", JSON.writeValueAsBytes(answer));
  }

  private static void send(HttpExchange exchange, int code, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }

  private static Map<String, String> query(@Nullable String text) {
    Map<String, String> query = new HashMap<>();
    for (String pair : text == null ? new String[0] : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals >= 0) {
        query.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
    return query;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
