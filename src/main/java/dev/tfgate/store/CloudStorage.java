package dev.tfgate.store;

import com.google.api.client.http.HttpResponseException;
import com.google.api.gax.paging.Page;
import com.google.auth.Credentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobListOption;
import com.google.cloud.storage.Storage.BlobSourceOption;
import com.google.cloud.storage.Storage.BlobTargetOption;
import com.google.cloud.storage.StorageException;
import com.google.cloud.storage.StorageOptions;
import com.google.re2j.Pattern;
import dev.tfgate.google.Backoff;
import dev.tfgate.google.BoundedTransport;
import dev.tfgate.google.BoundedTransport.Bounds;
import dev.tfgate.google.BoundedTransport.NoAnswerException;
import dev.tfgate.google.DefaultCredentials;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.google.GoogleAccessException;
import dev.tfgate.google.GoogleApi;
import dev.tfgate.google.GoogleHttp;
import dev.tfgate.google.JsonTree;
import dev.tfgate.google.ServiceException;
import dev.tfgate.store.ObjectAddress.Gcs;
import dev.tfgate.store.StoreException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Cloud Storage by Google's client, over its JSON API
 * (https://cloud.google.com/storage/docs/json_api/v1). The client takes answers without a checksum,
 * with a wrong MD5 and of the wrong length, and its timeouts don't end a stalled read. So a read
 * asks for the metadata, then for that generation, and holds the bytes against length, CRC32C and
 * MD5 itself; requests go through {@link BoundedTransport}, within the deadline; and what is tried
 * again is decided here, once for all calls.
 */
final class CloudStorage implements ObjectStore {
  private static final URI GOOGLE = URI.create("https://storage.googleapis.com");
  private static final String NAME = "Cloud Storage";
  private static final BlobField[] FIELDS = {
    BlobField.BUCKET,
    BlobField.NAME,
    BlobField.GENERATION,
    BlobField.SIZE,
    BlobField.CRC32C,
    BlobField.MD5HASH,
    BlobField.CONTENT_ENCODING,
    BlobField.COMPONENT_COUNT
  };
  private static final int MOST_TRIES = 6;
  private static final int MOST_TRIES_WHEN_DAMAGED = 2;
  private static final Duration LONGEST_TRY = Duration.ofSeconds(8);
  private static final int LARGEST_JSON = 16 * 1024 * 1024;
  private static final int SLACK = 64 * 1024;
  private static final int LARGEST_PAGE = 1000;
  private static final Pattern LIST = Pattern.compile("/storage/v1/b/[^/?]+/o(\\?.*)?");

  /** Of the request that a thread sends: the client is one for all. */
  private static final ScopedValue<Bounds> BOUNDS = ScopedValue.newInstance();

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
    private @Nullable Storage client;

    Connection(GoogleAccess access) {
      this.access = access;
    }

    synchronized Storage client() throws GoogleAccessException {
      if (client == null) {
        @Nullable Credentials credentials =
            access.isLoopback("storage") ? null : DefaultCredentials.find(access).credentials();
        GoogleHttp http =
            new GoogleHttp(access.endpoint("storage").orElse(GOOGLE), credentials, access);
        BoundedTransport transport = new BoundedTransport(http, BOUNDS::get, CloudStorage::check);
        client =
            StorageOptions.http()
                .setHost(http.base())
                .setUniverseDomain("googleapis.com")
                .setProjectId("tfgate")
                .setCredentials(NoCredentials.getInstance())
                .setRetrySettings(ServiceOptions.getNoRetrySettings())
                .setTransportOptions(
                    HttpTransportOptions.newBuilder()
                        .setHttpTransportFactory(() -> transport)
                        .build())
                .build()
                .getService();
      }
      return client;
    }
  }

  /** An answer that Cloud Storage would not give. */
  private static final class MalformedAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    private final String what;

    MalformedAnswerException(String what) {
      super(what);
      this.what = what;
    }
  }

  /** The object is not the one that the request was for. */
  private static final class PreconditionException extends Exception {
    private static final long serialVersionUID = 1L;
  }

  /** The client would take any JSON for an empty list, and a page of HTML for a broken one. */
  private static void check(String path, GoogleHttp.Answer answer) throws IOException {
    if (answer.status() != 200 || path.contains("alt=media")) {
      return;
    }
    String type = answer.header("content-type").orElse("nothing");
    if (!type.startsWith("application/json")) {
      throw new MalformedAnswerException("it is " + GoogleApi.brief(type) + ", not JSON");
    }
    JsonTree.Fields fields;
    try {
      if (!(JsonTree.parse(answer.text()) instanceof JsonTree.Fields object)) {
        throw new MalformedAnswerException("it is no JSON object");
      }
      fields = object;
    } catch (MalformedAnswerException e) {
      throw e;
    } catch (IOException e) {
      throw new MalformedAnswerException("it is no JSON object");
    }
    boolean list = path.startsWith("/storage/") && LIST.matches(path);
    if (list && !fields.text("kind").equals(Optional.of("storage#objects"))) {
      throw new MalformedAnswerException("it is not a list of objects");
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
    return deadline.call(
        object.toString(),
        () -> {
          List<String> names = listed(object, "", MOST_OBJECTS + 1);
          if (names.size() > MOST_OBJECTS) {
            throw new StoreException(
                Kind.TOO_LARGE, "%s holds more than %d objects".formatted(object, MOST_OBJECTS));
          }
          return names;
        });
  }

  @Override
  public List<String> list(ObjectAddress folder, String after, int most) throws StoreException {
    Gcs object = gcs(folder);
    return deadline.call(object.toString(), () -> listed(object, after, most));
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
    try {
      return call(
          object,
          LARGEST_JSON,
          storage ->
              object.generation() == null
                  ? storage.delete(BlobId.of(object.bucket(), object.name()))
                  : storage.delete(
                      BlobId.of(object.bucket(), object.name()),
                      BlobSourceOption.generationMatch(object.generation())));
    } catch (PreconditionException e) {
      throw new StoreException(
          Kind.CONFLICT, object + " has changed since it was read, so nothing was deleted", e);
    }
  }

  private StoredObject readOnce(Gcs object, int limit) throws StoreException, TryAgainException {
    Metadata metadata = metadata(object);
    if (metadata.size() > limit) {
      throw new StoreException(
          Kind.TOO_LARGE,
          "%s has %d bytes, over the limit of %d".formatted(object, metadata.size(), limit));
    }
    Gcs pinned = object.at(metadata.generation());
    byte[] bytes =
        unconditional(
            pinned,
            (int) metadata.size() + SLACK,
            storage ->
                storage.readAllBytes(
                    BlobId.of(pinned.bucket(), pinned.name(), metadata.generation())));
    Content content = new Content(bytes);
    check(pinned, content, metadata);
    return new StoredObject(pinned, content);
  }

  private Metadata metadata(Gcs object) throws StoreException, TryAgainException {
    @Nullable Blob blob =
        unconditional(
            object,
            LARGEST_JSON,
            storage ->
                storage.get(
                    BlobId.of(object.bucket(), object.name(), object.generation()),
                    BlobGetOption.fields(FIELDS)));
    if (blob == null) {
      throw new StoreException(Kind.MISSING, object + ": there is no such object");
    }
    return metadata(object, blob);
  }

  private static Metadata metadata(Gcs object, Blob blob) throws StoreException {
    @Nullable Long generation = blob.getGeneration();
    boolean same = object.bucket().equals(blob.getBucket()) && object.name().equals(blob.getName());
    if (!same
        || generation == null
        || generation < 1
        || (object.generation() != null && !object.generation().equals(generation))) {
      throw new StoreException(
          Kind.CORRUPT, "%s: the answer is about another object or generation".formatted(object));
    }
    @Nullable Long size = blob.getSize();
    @Nullable String crc32c = blob.getCrc32c();
    if (size == null || size < 0 || crc32c == null) {
      throw new StoreException(
          Kind.CORRUPT,
          "%s: the answer lacks its size or CRC32C, so its bytes could not be proven whole"
              .formatted(object));
    }
    return new Metadata(
        generation,
        size,
        crc32c,
        Optional.ofNullable(blob.getMd5()),
        Optional.ofNullable(blob.getContentEncoding()).filter(text -> !text.isEmpty()),
        blob.getComponentCount() != null);
  }

  /** An object that was composed from others has no MD5; every other has one. */
  private static void check(Gcs object, Content content, Metadata metadata)
      throws StoreException, TryAgainException {
    if (metadata.encoding().isPresent()) {
      throw new StoreException(
          Kind.CORRUPT,
          "%s is stored with Content-Encoding %s, so what a reader gets is not what is stored: upload it as it is"
              .formatted(object, GoogleApi.brief(metadata.encoding().get())));
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
      wrong = "the CRC32C is " + crc32c(content) + ", not " + GoogleApi.brief(metadata.crc32c());
    } else if (metadata.md5().isPresent() && !md5(content).equals(metadata.md5().get())) {
      wrong = "the MD5 is " + md5(content) + ", not " + GoogleApi.brief(metadata.md5().get());
    }
    if (wrong != null) {
      throw new TryAgainException(Kind.CORRUPT, "%s arrived damaged: %s".formatted(object, wrong));
    }
  }

  private List<String> listed(Gcs folder, String after, int most) throws StoreException {
    TreeSet<String> names = new TreeSet<>();
    @Nullable String token = null;
    do {
      @Nullable String from = token;
      Page<Blob> page = retried(folder, () -> page(folder, after, most, from));
      for (Blob blob : page.getValues()) {
        childName(folder, blob).filter(name -> !name.equals(after)).ifPresent(names::add);
      }
      token = page.getNextPageToken();
    } while (token != null && !token.isEmpty() && names.size() < most);
    return names.stream().limit(most).toList();
  }

  private Page<Blob> page(Gcs folder, String after, int most, @Nullable String token)
      throws StoreException, TryAgainException {
    List<BlobListOption> options = new ArrayList<>();
    options.add(BlobListOption.prefix(folder.name()));
    if (!after.isEmpty()) {
      options.add(BlobListOption.startOffset(folder.name() + after));
    }
    if (most < LARGEST_PAGE) {
      options.add(BlobListOption.pageSize(most + 1L));
    }
    if (token != null) {
      options.add(BlobListOption.pageToken(token));
    }
    return unconditional(
        folder,
        LARGEST_JSON,
        storage -> storage.list(folder.bucket(), options.toArray(BlobListOption[]::new)));
  }

  /** The name below the folder; empty for the placeholder that consoles make for a folder. */
  private static Optional<String> childName(Gcs folder, Blob blob) throws StoreException {
    @Nullable String name = blob.getName();
    if (name == null || !name.startsWith(folder.name())) {
      throw malformed(folder, "the list names what lies elsewhere");
    }
    if (name.endsWith("/")) {
      if (Long.valueOf(0).equals(blob.getSize())) {
        return Optional.empty();
      }
      throw new StoreException(
          Kind.CORRUPT,
          "%s holds \"%s\", an object that no checkout can hold"
              .formatted(folder, GoogleApi.brief(name)));
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
    BlobInfo info =
        BlobInfo.newBuilder(BlobId.of(object.bucket(), object.name()))
            .setContentType("text/plain; charset=utf-8")
            .build();
    Blob blob;
    try {
      blob =
          call(
              object,
              LARGEST_JSON,
              storage ->
                  storage.create(
                      info,
                      content.bytes(),
                      BlobTargetOption.generationMatch(replaced),
                      BlobTargetOption.disableGzipContent()));
    } catch (PreconditionException e) {
      StoredObject now = uncertain ? readOnce(object, content.size() + 1) : null;
      if (now != null && now.content().equals(content)) {
        return now;
      }
      throw new StoreException(
          Kind.CONFLICT, object + " has changed since it was compared, so nothing was written", e);
    }
    Metadata metadata = metadata(object, blob);
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

  private <T> T retried(Gcs object, Try<T> attempt) throws StoreException {
    Backoff backoff = new Backoff(deadline.left(), LONGEST_TRY, Backoff.Waits.OBJECTS);
    for (int tries = 1; ; tries++) {
      try {
        return attempt.run();
      } catch (TryAgainException e) {
        int most = e.kind == Kind.CORRUPT ? MOST_TRIES_WHEN_DAMAGED : MOST_TRIES;
        if (tries >= most || !isPaused(object, backoff)) {
          throw new StoreException(
              e.kind,
              tries == 1 ? e.getMessage() : "%s (%d tries)".formatted(e.getMessage(), tries),
              e);
        }
      }
    }
  }

  /** Waits; false where the time would be over then. */
  private static boolean isPaused(Gcs object, Backoff backoff) throws StoreException {
    try {
      return backoff.pause();
    } catch (ServiceException e) {
      throw new StoreException(Kind.UNREACHABLE, object + ": interrupted", e);
    }
  }

  /** What is asked of Google's client, once. */
  @FunctionalInterface
  private interface Request<T extends @Nullable Object> {
    T run(Storage storage);
  }

  private <T extends @Nullable Object> T unconditional(
      Gcs object, int mostBytes, Request<T> request) throws StoreException, TryAgainException {
    try {
      return call(object, mostBytes, request);
    } catch (PreconditionException e) {
      throw new StoreException(Kind.UNREACHABLE, object + ": HTTP 412", e);
    }
  }

  private <T extends @Nullable Object> T call(Gcs object, int mostBytes, Request<T> request)
      throws StoreException, TryAgainException, PreconditionException {
    Duration left = deadline.left();
    Duration limit = left.compareTo(LONGEST_TRY) < 0 ? left : LONGEST_TRY;
    if (limit.toMillis() < 1) {
      throw new StoreException(Kind.UNREACHABLE, object + ": the time is over");
    }
    try {
      Storage client = connection.client();
      return ScopedValue.where(BOUNDS, new Bounds(limit, mostBytes))
          .call(() -> request.run(client));
    } catch (GoogleAccessException e) {
      throw new StoreException(Kind.DENIED, "%s: %s".formatted(object, e.getMessage()), e);
    } catch (StorageException e) {
      throw failure(object, e);
    }
  }

  /** Says what a failure of the client means. */
  private static StoreException failure(Gcs object, StorageException failure)
      throws StoreException, TryAgainException, PreconditionException {
    String body = "";
    int status = failure.getCode();
    for (@Nullable Throwable at = failure; at != null; at = at.getCause()) {
      switch (at) {
        case GoogleAccessException access ->
            throw new StoreException(
                Kind.DENIED, "%s: %s".formatted(object, access.getMessage()), access);
        case MalformedAnswerException malformed -> throw malformed(object, malformed.what);
        case NoAnswerException none ->
            throw new TryAgainException(
                Kind.UNREACHABLE,
                "%s: %s".formatted(object, GoogleApi.unanswered(NAME, none).getMessage()));
        case HttpResponseException answer -> {
          status = answer.getStatusCode();
          body = Optional.ofNullable(answer.getContent()).orElse("");
        }
        default -> {}
      }
    }
    if (status <= 0) {
      throw new TryAgainException(
          Kind.CORRUPT,
          "%s arrived damaged: %s".formatted(object, GoogleApi.brief(failure.getMessage())));
    }
    ServiceException meaning = GoogleApi.failure(NAME, status, body);
    String text = object + ": " + meaning.getMessage();
    return switch (meaning.kind()) {
      case NOT_DONE, RATE_LIMITED, UNCERTAIN, MALFORMED ->
          throw new TryAgainException(Kind.UNREACHABLE, text);
      case CONFLICT -> {
        if (status == 412) {
          throw new PreconditionException();
        }
        yield new StoreException(Kind.UNREACHABLE, text);
      }
      case DENIED ->
          new StoreException(
              Kind.DENIED,
              text + "; the caller needs storage.objects.get (and .list for a folder)");
      case MISSING -> new StoreException(Kind.MISSING, text + "; there is no such object");
      case REFUSED ->
          new StoreException(
              Kind.UNREACHABLE,
              status >= 300 && status < 400 ? text + "; a redirect is not followed" : text);
    };
  }

  private static StoreException malformed(Gcs object, String what) {
    return new StoreException(
        Kind.UNREACHABLE,
        "%s: the answer is not that of Cloud Storage, %s; is a proxy or a sign-in page in between?"
            .formatted(object, what));
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

  private static Gcs gcs(ObjectAddress address) {
    if (address instanceof Gcs gcs) {
      return gcs;
    }
    throw new IllegalArgumentException("not in Cloud Storage: " + address);
  }
}
