package dev.tfgate.google;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.google.ServiceException.Kind;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a failure of an API means is decided in one place. */
class GoogleApiTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400 | {\"error\":{\"status\":\"FAILED_PRECONDITION\",\"message\":\"m\"}} | REFUSED",
        "401 | {} | DENIED",
        "403 | {\"error\":{\"status\":\"PERMISSION_DENIED\"}} | DENIED",
        "403 | {\"error\":{\"errors\":[{\"reason\":\"rateLimitExceeded\"}]}} | RATE_LIMITED",
        "403 | {\"error\":{\"errors\":[{\"reason\":\"forbidden\"}]}} | DENIED",
        "404 | {} | MISSING",
        "408 | {} | UNCERTAIN",
        "409 | {\"error\":{\"status\":\"ABORTED\"}} | CONFLICT",
        "412 | {} | CONFLICT",
        "429 | {} | RATE_LIMITED",
        "503 | {\"error\":{\"status\":\"RESOURCE_EXHAUSTED\"}} | RATE_LIMITED",
        "302 | {} | REFUSED",
        "500 | [1 | UNCERTAIN",
        "501 | {} | REFUSED",
        "503 | <html> | UNCERTAIN",
      })
  void aStatusAndAnErrorObjectHaveOneMeaning(int status, String body, Kind kind) {
    ServiceException failure = GoogleApi.failure("An API", status, body);
    assertThat(failure.kind()).isEqualTo(kind);
    assertThat(failure.status()).isEqualTo(status);
    assertThat(failure.getMessage()).startsWith("An API answers HTTP " + status);
  }

  @Test
  void theMessageHasWhatTheServiceSaysAndNoPageOfHtml() {
    assertThat(
            GoogleApi.failure(
                "An API",
                403,
                "{\"error\":{\"status\":\"PERMISSION_DENIED\",\"message\":\"may not\\nread\"}}"))
        .hasMessage("An API answers HTTP 403 PERMISSION_DENIED: may not");
    assertThat(GoogleApi.failure("An API", 502, "<html><body>"))
        .hasMessage("An API answers HTTP 502: a page of HTML");
    assertThat(GoogleApi.failure("An API", 500, "")).hasMessage("An API answers HTTP 500");
    assertThat(GoogleApi.brief("x".repeat(400))).hasSize(301);
  }

  @Test
  void aRequestThatNeverArrivedIsNotDone() {
    assertThat(GoogleApi.unanswered("An API", new ConnectException()).kind())
        .isEqualTo(Kind.NOT_DONE);
    assertThat(GoogleApi.unanswered("An API", new HttpTimeoutException("late")).kind())
        .isEqualTo(Kind.UNCERTAIN);
    assertThat(GoogleApi.unanswered("An API", new GoogleAccessException("no token")).kind())
        .isEqualTo(Kind.DENIED);
  }

  @Test
  void whatMayPassIsRepeatedUntilTheTimeIsOver() throws Exception {
    int[] tries = {0};
    Backoff backoff =
        new Backoff(Duration.ofSeconds(20), Duration.ofSeconds(5), new Backoff.Waits(1, 1, 2));
    assertThat(
            backoff.<String>repeat(
                limit -> {
                  tries[0]++;
                  if (tries[0] < 4) {
                    throw new ServiceException(Kind.UNCERTAIN, "not yet");
                  }
                  return "done";
                }))
        .isEqualTo("done");
    assertThat(tries[0]).isEqualTo(4);
    assertThatThrownBy(
            () ->
                backoff.<String>repeat(
                    limit -> {
                      tries[0]++;
                      throw new ServiceException(Kind.CONFLICT, "stale");
                    }))
        .hasMessage("stale");
    assertThat(tries[0]).isEqualTo(5);
    Backoff brief =
        new Backoff(Duration.ofMillis(60), Duration.ofSeconds(5), new Backoff.Waits(10, 10, 20));
    assertThatThrownBy(
            () ->
                brief.<String>repeat(
                    limit -> {
                      throw new ServiceException(Kind.RATE_LIMITED, "slower");
                    }))
        .hasMessage("slower");
  }

  @Test
  void nobodyWaitsWhereTheServiceAsksForMoreTimeThanThereIs() throws Exception {
    Backoff backoff =
        new Backoff(Duration.ofSeconds(2), Duration.ofSeconds(2), Backoff.Waits.SHORT);
    long start = System.nanoTime();
    assertThat(
            backoff.pauseAfter(
                new ServiceException(
                    Kind.RATE_LIMITED,
                    "slower",
                    429,
                    java.util.Optional.of(Duration.ofSeconds(60)))))
        .isFalse();
    assertThat(System.nanoTime() - start).isLessThan(1_000_000_000L);
  }
}
