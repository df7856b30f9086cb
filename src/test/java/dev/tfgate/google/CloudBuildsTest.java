package dev.tfgate.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.google.CloudBuilds.Build;
import dev.tfgate.google.Loopback.Fault;
import dev.tfgate.google.ServiceException.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CloudBuildsTest {
  private static final Duration LIMIT = Duration.ofSeconds(3);
  private static final String CREATE = "POST /v1/projects/p/locations/europe-west1/builds";
  private static final String LIST = "GET /v1/projects/p/locations/europe-west1/builds?";

  private FakeCloudBuilds fake;
  private CloudBuilds builds;

  @BeforeEach
  void open() throws IOException {
    fake = new FakeCloudBuilds();
    builds =
        new CloudBuilds(
            "p", "europe-west1", new GoogleAccess(Map.of(), Map.of("cloudbuild", fake.endpoint())));
  }

  @AfterEach
  void close() {
    builds.close();
    fake.close();
  }

  private Optional<Build> start() throws IOException {
    return builds.start(
        (JsonTree.Fields) JsonTree.parse("{\"steps\":[{\"name\":\"x\"}],\"tags\":[\"t1\"]}"),
        "t1",
        LIMIT);
  }

  @Test
  void aBuildIsStartedAndFound() throws IOException {
    Build build = start().orElseThrow();
    assertThat(build.status()).isEqualTo("QUEUED");
    assertThat(build.hasEnded()).isFalse();
    assertThat(builds.tagged("t1", LIMIT)).extracting(Build::id).containsExactly(build.id());
    assertThat(builds.tagged("t2", LIMIT)).isEmpty();
    builds.cancel(build.id(), LIMIT);
    assertThat(builds.get(build.id(), LIMIT).hasEnded()).isTrue();
    fake.status(build.id(), "SUCCESS");
    builds.cancel(build.id(), LIMIT);
    assertThat(builds.get(build.id(), LIMIT).status()).isEqualTo("SUCCESS");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void whateverHappensToTheRequestThereIsOneBuildAtMost(Fault fault) throws IOException {
    fake.fail(CREATE, fault, 1);
    Optional<Build> started = Optional.empty();
    try {
      started = start();
    } catch (ServiceException e) {
      assertThat(fault).isIn(Fault.FORBIDDEN, Fault.REFUSED);
    }
    assertThat(fake.builds()).hasSize(fault.happens() || fault == Fault.THROTTLED ? 1 : 0);
    assertThat(started.isPresent()).isEqualTo(!fake.builds().isEmpty());
    assertThat(fake.calls(CREATE)).hasSize(fault == Fault.THROTTLED ? 2 : 1);
  }

  @Test
  void aBuildThatCantBeLookedForIsNotStartedAgain() throws IOException {
    fake.fail(CREATE, Fault.LOST_ANSWER, 1);
    fake.fail(LIST, Fault.UNAVAILABLE, 100);
    assertThat(start()).isEmpty();
    assertThat(fake.calls(CREATE)).hasSize(1);
  }

  @Test
  void whatIsNotThereIsMissing() {
    assertThatThrownBy(() -> builds.get("nothing", LIMIT))
        .isInstanceOfSatisfying(
            ServiceException.class, e -> assertThat(e.kind()).isEqualTo(Kind.MISSING));
  }
}
