package dev.tfgate.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tfgate.google.GoogleAccess;
import dev.tfgate.store.FakeCloudStorage.Fault;
import dev.tfgate.store.StoreException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("slow")
class CloudStorageTest {
  private static final int LIMIT = 1 << 20;
  private static final ObjectAddress ADDRESS =
      ObjectAddress.parse("gs://acme-ci/tf/cloudbuild.yaml");

  private FakeCloudStorage fake;

  @BeforeEach
  void start() throws IOException {
    fake = new FakeCloudStorage();
  }

  @AfterEach
  void stop() {
    fake.close();
  }

  private Stores store(Duration deadline) {
    return store(fake.endpoint(), deadline);
  }

  private static Stores store(URI endpoint, Duration deadline) {
    GoogleAccess access = new GoogleAccess(Map.of(), Map.of("storage", endpoint));
    return new Stores(access, Deadline.in(deadline), false);
  }

  private Stores store() {
    return store(Duration.ofSeconds(20));
  }

  private static StoreException failure(Callable<?> call) {
    return catchThrowableOfType(StoreException.class, call::call);
  }

  @Test
  void readsTheLiveGenerationAndNamesIt() throws StoreException {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "old\n");
    long generation = fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: []\n");
    StoredObject object = store().read(ADDRESS, LIMIT);
    assertThat(object.address()).hasToString("gs://acme-ci/tf/cloudbuild.yaml#" + generation);
    assertThat(object.content().bytes()).asString().isEqualTo("steps: []\n");
    assertThat(fake.sawCredentials()).isFalse();
  }

  @Test
  void deletesOnlyWhatNobodyChangedMeanwhile() throws StoreException {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "old\n");
    StoredObject old = store().read(ADDRESS, LIMIT);
    fake.put("acme-ci", "tf/cloudbuild.yaml", "new\n");
    StoreException failure = catchThrowableOfType(StoreException.class, () -> store().delete(old));
    assertThat(failure.kind()).isEqualTo(Kind.CONFLICT);
    store().delete(store().read(ADDRESS, LIMIT));
    assertThat(failure(() -> store().read(ADDRESS, LIMIT)).kind()).isEqualTo(Kind.MISSING);
    store().delete(old);
  }

  @Test
  void storesWithAnotherDeadlineShareTheConnections() throws StoreException {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: []\n");
    Stores over = store(Duration.ofMillis(1)).within(Deadline.in(Duration.ofSeconds(20)));
    assertThat(over.read(ADDRESS, LIMIT).content().bytes()).asString().isEqualTo("steps: []\n");
  }

  @Test
  void readsTheGenerationThatTheAddressNames() throws StoreException {
    long first = fake.put("acme-ci", "tf/cloudbuild.yaml", "old\n");
    fake.put("acme-ci", "tf/cloudbuild.yaml", "new\n");
    ObjectAddress pinned = ObjectAddress.parse(ADDRESS + "#" + first);
    assertThat(store().read(pinned, LIMIT).content().bytes()).asString().isEqualTo("old\n");
    ObjectAddress gone = ObjectAddress.parse(ADDRESS + "#7");
    assertThat(failure(() -> store().read(gone, LIMIT)).kind()).isEqualTo(Kind.MISSING);
  }

  @Test
  void emptyObjectsAndOddNamesAreRead() throws StoreException {
    for (String name : List.of("a b/ü+&?=%2F.yaml", "x/.", "empty")) {
      fake.put("acme-ci", name, name.equals("empty") ? "" : name);
      ObjectAddress address = new ObjectAddress.Gcs("acme-ci", name, null);
      assertThat(store().read(address, LIMIT).content().bytes())
          .asString()
          .isEqualTo(name.equals("empty") ? "" : name);
    }
  }

  @Test
  void nothingIsReadBeyondTheLimit() {
    fake.put("acme-ci", "tf/cloudbuild.yaml", new byte[2000]);
    assertThat(failure(() -> store().read(ADDRESS, 1999)).kind()).isEqualTo(Kind.TOO_LARGE);
  }

  @Test
  void missingObjectAndMissingBucketAreMissing() {
    assertThat(failure(() -> store().read(ADDRESS, LIMIT)).kind()).isEqualTo(Kind.MISSING);
    assertThat(failure(() -> store().list(ADDRESS.asFolder())).kind()).isEqualTo(Kind.MISSING);
  }

  /** A fault that stays ends in its kind, within the deadline; nothing is ever returned. */
  @ParameterizedTest
  @EnumSource(names = "LOST_ANSWER", mode = EnumSource.Mode.EXCLUDE)
  void aFaultThatStaysIsNoContent(Fault fault) {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: []\n".repeat(50));
    fake.fail(fault, Integer.MAX_VALUE);
    long start = System.nanoTime();
    StoreException e = failure(() -> store(Duration.ofSeconds(2)).read(ADDRESS, LIMIT));
    double seconds = (System.nanoTime() - start) / 1e9;
    assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind(fault));
    assertThat(e.getMessage()).contains("gs://acme-ci/tf/cloudbuild.yaml");
    assertThat(seconds).isLessThan(2.5);
  }

  private static Kind kind(Fault fault) {
    return switch (fault) {
      case UNAUTHORIZED, FORBIDDEN -> Kind.DENIED;
      case OTHER_GENERATION -> Kind.MISSING;
      case SHORT, LONG, FLIPPED_BYTE, WRONG_CRC32C, WRONG_MD5, NO_CRC32C, NO_MD5, COMPRESSED ->
          Kind.CORRUPT;
      default -> Kind.UNREACHABLE;
    };
  }

  @ParameterizedTest
  @CsvSource({
    "UNAVAILABLE, 3",
    "THROTTLED, 3",
    "TRUNCATED, 2",
    "FLIPPED_BYTE, 1",
    "SHORT, 1",
    "WRONG_CRC32C, 1"
  })
  void aFaultThatPassesIsOvercome(Fault fault, int times) throws StoreException {
    fake.put("acme-ci", "tf/cloudbuild.yaml", "steps: []\n");
    fake.fail(fault, times);
    assertThat(store().read(ADDRESS, LIMIT).content().bytes()).asString().isEqualTo("steps: []\n");
  }

  @Test
  void aResetInTheMiddleOfTheBodyIsOvercomeOrEndsTheRead() throws Exception {
    byte[] content = new byte[200_000];
    new Random(7).nextBytes(content);
    fake.put("acme-ci", "tf/cloudbuild.yaml", content);
    try (FaultyLine line = new FaultyLine(fake.endpoint(), 50_000, 2)) {
      StoredObject object = store(line.endpoint(), Duration.ofSeconds(20)).read(ADDRESS, LIMIT);
      assertThat(object.content()).isEqualTo(new Content(content));
    }
    try (FaultyLine line = new FaultyLine(fake.endpoint(), 50_000, Integer.MAX_VALUE)) {
      Stores store = store(line.endpoint(), Duration.ofSeconds(3));
      assertThat(failure(() -> store.read(ADDRESS, LIMIT)).kind()).isEqualTo(Kind.UNREACHABLE);
    }
  }

  @Test
  void nobodyListening() {
    fake.close();
    StoreException e = failure(() -> store(Duration.ofSeconds(2)).read(ADDRESS, LIMIT));
    assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE);
  }

  @Test
  void aFolderIsListedOverPagesWithoutPlaceholders() throws StoreException {
    for (int i = 0; i < 2300; i++) {
      fake.put("acme-ci", "ci/f%04d".formatted(i), "x");
    }
    fake.put("acme-ci", "ci/", "");
    fake.put("acme-ci", "ci/sub/", "");
    fake.put("acme-ci", "ci/sub/a", "x");
    fake.put("acme-ci", "cx", "x");
    List<String> names = store().list(ObjectAddress.parse("gs://acme-ci/ci/"));
    assertThat(names).hasSize(2301).contains("f0000", "f2299", "sub/a").isSorted();
    fake.put("acme-ci", "ci/odd/", "not empty");
    assertThat(failure(() -> store().list(ObjectAddress.parse("gs://acme-ci/ci/"))).kind())
        .isEqualTo(Kind.CORRUPT);
  }

  @Test
  void aBrokenListIsNoList() {
    fake.put("acme-ci", "ci/a", "x");
    ObjectAddress folder = ObjectAddress.parse("gs://acme-ci/ci/");
    for (Fault fault :
        List.of(Fault.HTML, Fault.MALFORMED, Fault.FORBIDDEN, Fault.STALL, Fault.REDIRECT_LOOP)) {
      fake.fail(fault, Integer.MAX_VALUE);
      assertThat(failure(() -> store(Duration.ofSeconds(1)).list(folder)))
          .as(fault.name())
          .isNotNull();
    }
  }

  @Test
  void writesOnlyWhatNobodyChangedMeanwhile() throws StoreException {
    Content first = content("1\n");
    StoredObject written = store().write(ADDRESS, first, null);
    assertThat(fake.text("acme-ci", "tf/cloudbuild.yaml")).isEqualTo("1\n");
    assertThat(store().read(ADDRESS, LIMIT)).isEqualTo(written);
    assertThat(failure(() -> store().write(ADDRESS, content("2\n"), null)).kind())
        .isEqualTo(Kind.CONFLICT);
    StoredObject second = store().write(ADDRESS, content("2\n"), written);
    assertThat(failure(() -> store().write(ADDRESS, content("3\n"), written)).kind())
        .isEqualTo(Kind.CONFLICT);
    assertThat(store().read(ADDRESS, LIMIT)).isEqualTo(second);
  }

  @Test
  void aLostAnswerIsResolvedByReading() throws StoreException {
    fake.fail(Fault.LOST_ANSWER, 1);
    StoredObject written = store().write(ADDRESS, content("1\n"), null);
    assertThat(fake.versions("acme-ci", "tf/cloudbuild.yaml")).isEqualTo(1);
    assertThat(store().read(ADDRESS, LIMIT)).isEqualTo(written);
  }

  @Test
  void aWriteIsRepeatedWhileTheStoreIsUnavailable() throws StoreException {
    fake.fail(Fault.UNAVAILABLE, 3);
    store().write(ADDRESS, content("1\n"), null);
    assertThat(fake.versions("acme-ci", "tf/cloudbuild.yaml")).isEqualTo(1);
  }

  @Test
  void ofTwoWritersAtOnceOneWinsAndTheOtherIsTold() throws Exception {
    StoredObject before = store().write(ADDRESS, content("0\n"), null);
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<StoredObject>> writers =
          threads.invokeAll(
              java.util.stream.IntStream.range(1, 9)
                  .mapToObj(
                      i ->
                          (Callable<StoredObject>)
                              () -> store().write(ADDRESS, content(i + "\n"), before))
                  .toList());
      int won = 0;
      for (Future<StoredObject> writer : writers) {
        try {
          StoredObject winner = writer.get();
          assertThat(store().read(ADDRESS, LIMIT)).isEqualTo(winner);
          won++;
        } catch (java.util.concurrent.ExecutionException e) {
          assertThat(e.getCause())
              .isInstanceOfSatisfying(
                  StoreException.class, told -> assertThat(told.kind()).isEqualTo(Kind.CONFLICT));
        }
      }
      assertThat(won).isEqualTo(1);
      assertThat(fake.versions("acme-ci", "tf/cloudbuild.yaml")).isEqualTo(2);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void offlineNeverConnects() {
    Stores offline =
        new Stores(
            new GoogleAccess(Map.of(), Map.of("storage", fake.endpoint())),
            Deadline.in(Deadline.DEFAULT),
            true);
    assertThat(failure(() -> offline.read(ADDRESS, LIMIT)).kind()).isEqualTo(Kind.OFFLINE);
    assertThat(fake.requests()).isEmpty();
  }

  @Test
  void withoutCredentialsGoogleIsNotAsked() {
    GoogleAccess access =
        new GoogleAccess(Map.of("GOOGLE_APPLICATION_CREDENTIALS", "/nowhere.json"), Map.of());
    Stores store = new Stores(access, Deadline.in(Duration.ofSeconds(5)), false);
    StoreException e = failure(() -> store.read(ADDRESS, LIMIT));
    assertThat(e.kind()).isEqualTo(Kind.DENIED);
    assertThat(e.getMessage()).contains("/nowhere.json");
  }

  @Test
  void addresses() {
    for (String wrong :
        List.of(
            "gs://",
            "gs://b",
            "gs://bucket/",
            "gs://Bucket/x",
            "gs://b c/x",
            "gs://bucket/x#1a",
            "gs://bucket/x#",
            "gs://bucket/x#-1",
            "gs://bucket/a\nb",
            "file://x",
            "s3://b/x",
            "x")) {
      assertThatThrownBy(() -> ObjectAddress.parse(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(ObjectAddress.parse("file:///a/../b/")).hasToString("file:///b/");
  }

  private static Content content(String text) {
    return new Content(text.getBytes(StandardCharsets.UTF_8));
  }
}
