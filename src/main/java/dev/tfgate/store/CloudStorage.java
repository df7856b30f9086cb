package dev.tfgate.store;

import com.google.auth.Credentials;
import dev.tfgate.google.DefaultCredentials;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.GoogleHttp;
import dev.tfgate.google.JsonTree;
import dev.tfgate.store.ObjectAddress.Gcs;
import dev.tfgate.store.StoreException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Cloud Storage by its JSON API (https://cloud.google.com/storage/docs/json_api/v1). A read asks
 * for the metadata, then for that generation, and holds the bytes against length, CRC32C and MD5
 * itself.
 */
final class CloudStorage implements ObjectStore {
  private static final URI GOOGLE = URI.create("https://storage.googleapis.com");
  private static final String FIELDS =
      "bucket,name,generation,size,crc32c,md5Hash,contentEncoding,componentCount";
  private static final int MOST_TRIES = 6;
  private static final int MOST_TRIES_WHEN_DAMAGED = 2;
  private static final Duration LONGEST_TRY = Duration.ofSeconds(8);
  private static final long FIRST_WAIT_MILLIS = 200;
  private static final long LAST_WAIT_MILLIS = 3200;
  private static final int LARGEST_JSON = 16 * 1024 * 1024;
  private static final int SLACK = 64 * 1024;
  private static final int LONGEST_MESSAGE = 200;

  private final Connection connection;
  private final Deadline deadline;

  CloudStorage(GoogleAccess access, Deadline deadline) {
    this(new Connection(access), deadline);
  }

  private CloudStorage(Connection connection, Deadline deadline) {
    this.connection = connection;
    this.deadline = deadline;
  }

  /** Returns the same storage, over the same connections, with another deadline. */
  CloudStorage within(Deadline other) {
    return new CloudStorage(connection, other);
  }

  /** How the service is reached, found out once. */
  private static final class Connection {
    private final GoogleAccess access;
    private @Nullable GoogleHttp http;

    Connection(GoogleAccess access) {
      this.access = access;
    }

    synchronized GoogleHttp http() throws GoogleAccessException {
      if (http == null) {
        @Nullable Credentials credentials =
            access.isLoopback("storage") ? null : DefaultCredentials.find(access).credentials();
        http = new GoogleHttp(access.endpoint("storage").orElse(GOOGLE), credentials, access);
      }
      return http;
    }
  }

  /** A try failed in a way that another may not. */
  private static final class TryAgainException extends Exception {
    private static final long serialVersionUID = 1L;

    private final Kind kind;

    TryAgainException(Kind kind, String message) {
      super(message);
      this.kind = kind;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  @FunctionalInterface
  private interface Try<T> {
    T run() throws StoreException, TryAgainException;
  }

  /** What Cloud Storage says about one generation of an object. */
  private record Metadata(
      long generation,
      long size,
      String crc32c,
      Optional<String> md5,
      Optional<String> encoding,
      boolean composed) {}

  @Override
  public StoredObject read(ObjectAddress address, int limit) throws StoreException {
    Gcs object = gcs(address);
    return deadline.call(object.toString(), () -> retried(object, () -> readOnce(object, limit)));
  }

  @Override
  public List<String> list(ObjectAddress folder) throws StoreException {
    Gcs object = gcs(folder);
    return deadline.call(object.toString(), () -> listed(object));
  }

  @Override
  public boolean isFolder(ObjectAddress address) {
    return address.isFolder();
  }

  @Override
  public StoredObject write(ObjectAddress address, Content content, @Nullable StoredObject replaced)
      throws StoreException {
    Gcs object = gcs(address);
    @Nullable Long known = replaced == null ? null : gcs(replaced.address()).generation();
    long generation = known == null ? 0 : known;
    return deadline.call(
        object + " (whether it was written is not known: run it again)",
        () -> written(object, content, generation));
  }

  @Override
  public void delete(StoredObject object) throws StoreException {
    Gcs address = gcs(object.address());
    deadline.call(address.toString(), () -> retried(address, () -> deleteOnce(address)));
  }

  private Boolean deleteOnce(Gcs object) throws StoreException, TryAgainException {
    String generation =
        object.generation() == null ? "" : "?ifGenerationMatch=" + object.generation();
    GoogleHttp.Answer answer =
        send(object, "DELETE", objectPath(object) + generation, Map.of(), null, LARGEST_JSON);
    int status = answer.status();
    if (status == 412) {
      throw new StoreException(
          Kind.CONFLICT, object + " has changed since it was read, so nothing was deleted");
    }
    if (status != 204 && status != 200 && status != 404) {
      throw failure(object, answer);
    }
    return status != 404;
  }

  private StoredObject readOnce(Gcs object, int limit) throws StoreException, TryAgainException {
    Metadata metadata = metadata(object);
    if (metadata.size() > limit) {
      throw new StoreException(
          Kind.TOO_LARGE,
          "%s has %d bytes, over the limit of %d".formatted(object, metadata.size(), limit));
    }
    Gcs pinned = object.at(metadata.generation());
    GoogleHttp.Answer answer =
        send(
            pinned,
            "GET",
            objectPath(object) + "?alt=media&generation=" + metadata.generation(),
            Map.of("Accept-Encoding", "identity"),
            null,
            (int) metadata.size() + SLACK);
    if (answer.status() != 200) {
      throw failure(pinned, answer);
    }
    Content content = new Content(answer.body());
    check(pinned, content, metadata);
    return new StoredObject(pinned, content);
  }

  private Metadata metadata(Gcs object) throws StoreException, TryAgainException {
    String generation = object.generation() == null ? "" : "&generation=" + object.generation();
    GoogleHttp.Answer answer =
        send(
            object,
            "GET",
            objectPath(object) + "?fields=" + FIELDS + generation,
            Map.of("Accept", "application/json"),
            null,
            LARGEST_JSON);
    if (answer.status() != 200) {
      throw failure(object, answer);
    }
    return metadata(object, json(object, answer));
  }

  private static Metadata metadata(Gcs object, JsonTree.Fields fields) throws StoreException {
    boolean same =
        fields.text("bucket").equals(Optional.of(object.bucket()))
            && fields.text("name").equals(Optional.of(object.name()));
    long generation = number(fields, "generation");
    if (!same
        || generation < 1
        || (object.generation() != null && object.generation() != generation)) {
      throw new StoreException(
          Kind.CORRUPT, "%s: the answer is about another object or generation".formatted(object));
    }
    long size = number(fields, "size");
    Optional<String> crc32c = fields.text("crc32c");
    if (size < 0 || crc32c.isEmpty()) {
      throw new StoreException(
          Kind.CORRUPT,
          "%s: the answer lacks its size or CRC32C, so its bytes could not be proven whole"
              .formatted(object));
    }
    return new Metadata(
        generation,
        size,
        crc32c.get(),
        fields.text("md5Hash"),
        fields.text("contentEncoding").filter(text -> !text.isEmpty()),
        fields.of().containsKey("componentCount"));
  }

  /** An object that was composed from others has no MD5; every other has one. */
  private static void check(Gcs object, Content content, Metadata metadata)
      throws StoreException, TryAgainException {
    if (metadata.encoding().isPresent()) {
      throw new StoreException(
          Kind.CORRUPT,
          "%s is stored with Content-Encoding %s, so what a reader gets is not what is stored: upload it as it is"
              .formatted(object, brief(metadata.encoding().get())));
    }
    if (metadata.md5().isEmpty() && !metadata.composed()) {
      throw new StoreException(
          Kind.CORRUPT,
          "%s: the answer lacks its MD5, so its bytes could not be proven whole".formatted(object));
    }
    @Nullable String wrong = null;
    if (content.size() != metadata.size()) {
      wrong = "%d bytes came of %d".formatted(content.size(), metadata.size());
    } else if (!crc32c(content).equals(metadata.crc32c())) {
      wrong = "the CRC32C is " + crc32c(content) + ", not " + brief(metadata.crc32c());
    } else if (metadata.md5().isPresent() && !md5(content).equals(metadata.md5().get())) {
      wrong = "the MD5 is " + md5(content) + ", not " + brief(metadata.md5().get());
    }
    if (wrong != null) {
      throw new TryAgainException(Kind.CORRUPT, "%s arrived damaged: %s".formatted(object, wrong));
    }
  }

  private List<String> listed(Gcs folder) throws StoreException {
    TreeSet<String> names = new TreeSet<>();
    String token = "";
    do {
      String page = token;
      JsonTree.Fields answer = retried(folder, () -> page(folder, page));
      for (JsonTree item : answer.items("items")) {
        childName(folder, item).ifPresent(names::add);
      }
      if (names.size() > MOST_OBJECTS) {
        throw new StoreException(
            Kind.TOO_LARGE, "%s holds more than %d objects".formatted(folder, MOST_OBJECTS));
      }
      token = answer.text("nextPageToken").orElse("");
    } while (!token.isEmpty());
    return List.copyOf(names);
  }

  private JsonTree.Fields page(Gcs folder, String token) throws StoreException, TryAgainException {
    GoogleHttp.Answer answer =
        send(
            folder,
            "GET",
            "/storage/v1/b/%s/o?prefix=%s&fields=kind,items(name,size),nextPageToken%s"
                .formatted(
                    folder.bucket(),
                    encoded(folder.name()),
                    token.isEmpty() ? "" : "&pageToken=" + encoded(token)),
            Map.of("Accept", "application/json"),
            null,
            LARGEST_JSON);
    if (answer.status() != 200) {
      throw failure(folder, answer);
    }
    JsonTree.Fields list = json(folder, answer);
    if (!list.text("kind").equals(Optional.of("storage#objects"))) {
      throw nonsense(folder, "the answer is not a list of objects");
    }
    return list;
  }

  /** The name below the folder; empty for the placeholder that consoles make for a folder. */
  private static Optional<String> childName(Gcs folder, JsonTree item) throws StoreException {
    String name = item instanceof JsonTree.Fields fields ? fields.text("name").orElse("") : "";
    if (!name.startsWith(folder.name())) {
      throw nonsense(folder, "the list names what lies elsewhere");
    }
    if (name.endsWith("/")) {
      if (item instanceof JsonTree.Fields fields && number(fields, "size") == 0) {
        return Optional.empty();
      }
      throw new StoreException(
          Kind.CORRUPT,
          "%s holds \"%s\", an object that no checkout can hold".formatted(folder, brief(name)));
    }
    return Optional.of(name.substring(folder.name().length()));
  }

  private StoredObject written(Gcs object, Content content, long replaced) throws StoreException {
    // Once an answer was lost, a violated precondition may be our own write.
    boolean[] uncertain = {false};
    return retried(
        object,
        () -> {
          try {
            return writeOnce(object, content, replaced, uncertain[0]);
          } catch (TryAgainException e) {
            uncertain[0] = true;
            throw e;
          }
        });
  }

  private StoredObject writeOnce(Gcs object, Content content, long replaced, boolean uncertain)
      throws StoreException, TryAgainException {
    String boundary = "tfgate-" + UUID.randomUUID();
    GoogleHttp.Answer answer =
        send(
            object,
            "POST",
            "/upload/storage/v1/b/%s/o?uploadType=multipart&ifGenerationMatch=%d&fields=%s"
                .formatted(object.bucket(), replaced, FIELDS),
            Map.of(
                "Accept",
                "application/json",
                "Content-Type",
                "multipart/related; boundary=" + boundary),
            multipart(object, content, boundary),
            LARGEST_JSON);
    if (answer.status() == 412) {
      StoredObject now = uncertain ? readOnce(object, content.size() + 1) : null;
      if (now != null && now.content().equals(content)) {
        return now;
      }
      throw new StoreException(
          Kind.CONFLICT, object + " has changed since it was compared, so nothing was written");
    }
    if (answer.status() != 200) {
      throw failure(object, answer);
    }
    Metadata metadata = metadata(object, json(object, answer));
    boolean same =
        metadata.size() == content.size()
            && metadata.crc32c().equals(crc32c(content))
            && metadata.md5().map(md5(content)::equals).orElse(true);
    if (!same) {
      throw new StoreException(
          Kind.CORRUPT,
          "%s: other bytes were stored than were sent".formatted(object.at(metadata.generation())));
    }
    return new StoredObject(object.at(metadata.generation()), content);
  }

  private static byte[] multipart(Gcs object, Content content, String boundary) {
    String metadata =
        new JsonTree.Fields(
                Map.of(
                    "name", JsonTree.Text.of(object.name()),
                    "contentType", JsonTree.Text.of("text/plain; charset=utf-8"),
                    "crc32c", JsonTree.Text.of(crc32c(content)),
                    "md5Hash", JsonTree.Text.of(md5(content))))
            .toJson();
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    String head =
        String.join(
            "\r\n",
            "--" + boundary,
            "Content-Type: application/json; charset=UTF-8",
            "",
            metadata,
            "--" + boundary,
            "Content-Type: text/plain; charset=utf-8",
            "",
            "");
    body.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    body.writeBytes(content.bytes());
    body.writeBytes("\r\n--%s--\r\n".formatted(boundary).getBytes(StandardCharsets.UTF_8));
    return body.toByteArray();
  }

  private <T> T retried(Gcs object, Try<T> attempt) throws StoreException {
    long wait = FIRST_WAIT_MILLIS;
    for (int tries = 1; ; tries++) {
      try {
        return attempt.run();
      } catch (TryAgainException e) {
        int most = e.kind == Kind.CORRUPT ? MOST_TRIES_WHEN_DAMAGED : MOST_TRIES;
        long pause = wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
        if (tries >= most || deadline.left().toMillis() <= pause) {
          throw new StoreException(
              e.kind,
              tries == 1 ? e.getMessage() : "%s (%d tries)".formatted(e.getMessage(), tries),
              e);
        }
        sleep(object, pause);
        wait = Math.min(wait * 2, LAST_WAIT_MILLIS);
      }
    }
  }

  private static void sleep(Gcs object, long millis) throws StoreException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(Kind.UNREACHABLE, object + ": interrupted", e);
    }
  }

  private GoogleHttp.Answer send(
      Gcs object,
      String method,
      String path,
      Map<String, String> headers,
      byte @Nullable [] body,
      int mostBytes)
      throws StoreException, TryAgainException {
    Duration left = deadline.left();
    Duration limit = left.compareTo(LONGEST_TRY) < 0 ? left : LONGEST_TRY;
    if (limit.toMillis() < 1) {
      throw new StoreException(Kind.UNREACHABLE, object + ": the time is over");
    }
    try {
      return connection.http().send(method, path, headers, body, mostBytes, limit);
    } catch (GoogleAccessException e) {
      throw new StoreException(Kind.DENIED, "%s: %s".formatted(object, e.getMessage()), e);
    } catch (IOException e) {
      throw new TryAgainException(
          Kind.UNREACHABLE, "%s: %s".formatted(object, brief(String.valueOf(e.getMessage()))));
    }
  }

  /** Says what a status other than 200 means. */
  private static StoreException failure(Gcs object, GoogleHttp.Answer answer)
      throws TryAgainException {
    int status = answer.status();
    String text = "%s: HTTP %d%s".formatted(object, status, message(answer));
    if (status == 408 || status == 429 || status >= 500) {
      throw new TryAgainException(Kind.UNREACHABLE, text);
    }
    return switch (status) {
      case 401, 403 ->
          new StoreException(
              Kind.DENIED,
              text + "; the caller needs storage.objects.get (and .list for a folder)");
      case 404 -> new StoreException(Kind.MISSING, text + "; there is no such object");
      case 301, 302, 303, 307, 308 ->
          new StoreException(Kind.UNREACHABLE, text + "; a redirect is not followed");
      default -> new StoreException(Kind.UNREACHABLE, text);
    };
  }

  private static String message(GoogleHttp.Answer answer) {
    try {
      if (JsonTree.parse(answer.text()) instanceof JsonTree.Fields fields
          && fields.of().get("error") instanceof JsonTree.Fields error) {
        return error.text("message").map(text -> ": " + brief(text)).orElse("");
      }
    } catch (IOException e) {
      // An answer without a message: the status says enough.
    }
    return "";
  }

  private static JsonTree.Fields json(Gcs object, GoogleHttp.Answer answer) throws StoreException {
    String type = answer.header("content-type").orElse("nothing");
    if (!type.startsWith("application/json")) {
      throw nonsense(object, "it is " + brief(type) + ", not JSON");
    }
    try {
      if (JsonTree.parse(answer.text()) instanceof JsonTree.Fields fields) {
        return fields;
      }
    } catch (IOException e) {
      // The message below says it.
    }
    throw nonsense(object, "it is no JSON object");
  }

  private static StoreException nonsense(Gcs object, String what) {
    return new StoreException(
        Kind.UNREACHABLE,
        "%s: the answer is not that of Cloud Storage, %s; is a proxy or a sign-in page in between?"
            .formatted(object, what));
  }

  /** Returns a number that the API writes as a string; -1 where it is none. */
  private static long number(JsonTree.Fields fields, String key) {
    String text = fields.text(key).orElse("");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : -1;
  }

  private static String objectPath(Gcs object) {
    return "/storage/v1/b/%s/o/%s".formatted(object.bucket(), encoded(object.name()));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String crc32c(Content content) {
    CRC32C crc = new CRC32C();
    crc.update(content.bytes());
    return base64(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
  }

  private static String md5(Content content) {
    return base64(content.digest("MD5"));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static String brief(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
  }

  private static Gcs gcs(ObjectAddress address) {
    if (address instanceof Gcs gcs) {
      return gcs;
    }
    throw new IllegalArgumentException("not in Cloud Storage: " + address);
  }
}
