package dev.tfgate.google;

import dev.tfgate.google.ServiceException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What failures of Google's APIs mean for the next step (https://google.aip.dev/193). {@link
 * Backoff} says when a call is repeated.
 */
public final class GoogleApi {
  private static final int LONGEST_MESSAGE = 300;

  /** Reasons that older APIs give under HTTP 403 for what is 429 elsewhere. */
  private static final Set<String> RATE_LIMITS =
      Set.of("rateLimitExceeded", "userRateLimitExceeded");

  private GoogleApi() {}

  /** Says what it means that no whole answer came. */
  public static ServiceException unanswered(String name, IOException failure) {
    if (failure instanceof GoogleAccessException) {
      return new ServiceException(
          Kind.DENIED, name + ": " + brief(String.valueOf(failure.getMessage())));
    }
    return new ServiceException(
        wasNotSent(failure) ? Kind.NOT_DONE : Kind.UNCERTAIN,
        "%s gave no answer: %s".formatted(name, brief(String.valueOf(failure.getMessage()))));
  }

  /** Says what an answer means whose status is not one of success. */
  public static ServiceException failure(String name, GoogleHttp.Answer answer) {
    Optional<Duration> retryAfter = answer.header("retry-after").flatMap(GoogleApi::seconds);
    // GitHub answers so where Google has HTTP 429.
    boolean limited =
        answer.status() == 403
            && (answer.header("retry-after").isPresent()
                || answer.header("x-ratelimit-remaining").equals(Optional.of("0")));
    return failure(name, answer.status(), answer.text(), retryAfter, limited);
  }

  /** As above, where a client library has read the answer. */
  public static ServiceException failure(String name, int status, String body) {
    return failure(name, status, body, Optional.empty(), false);
  }

  private static ServiceException failure(
      String name, int status, String body, Optional<Duration> retryAfter, boolean limited) {
    Said said = Said.by(body);
    String text =
        "%s answers HTTP %d%s%s"
            .formatted(
                name,
                status,
                said.status().isEmpty() ? "" : " " + said.status(),
                said.message().isEmpty() ? "" : ": " + said.message());
    return new ServiceException(
        limited || said.isRateLimit() ? Kind.RATE_LIMITED : kind(status), text, status, retryAfter);
  }

  private static Kind kind(int status) {
    return switch (status) {
      case 401, 403 -> Kind.DENIED;
      case 404, 410 -> Kind.MISSING;
      case 408, 499 -> Kind.UNCERTAIN;
      case 409, 412 -> Kind.CONFLICT;
      case 429 -> Kind.RATE_LIMITED;
      case 501 -> Kind.REFUSED;
      default -> status >= 500 ? Kind.UNCERTAIN : Kind.REFUSED;
    };
  }

  /** Returns the first line of a text, or its beginning where that is long. */
  public static String brief(@Nullable String text) {
    String line =
        String.valueOf(text)
            .strip()
            .replaceFirst("\\R[\\s\\S]*", "")
            .replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
  }

  private static boolean wasNotSent(IOException failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
        return true;
      }
    }
    return false;
  }

  /** Seconds alone: a date would be by a clock that may be another than this one. */
  private static Optional<Duration> seconds(String retryAfter) {
    return retryAfter.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)))
        : Optional.empty();
  }

  /**
   * What an error object says: {@code error.status}, {@code error.message} and {@code
   * error.errors[].reason}; GitHub writes {@code message} alone.
   */
  private record Said(String status, String message, List<String> reasons) {
    static Said by(String body) {
      try {
        if (JsonTree.parse(body) instanceof JsonTree.Fields fields) {
          JsonTree.Fields error =
              fields.of().get("error") instanceof JsonTree.Fields inner ? inner : fields;
          return new Said(
              error.text("status").filter(text -> text.matches("[A-Z_]{1,40}")).orElse(""),
              brief(error.text("message").orElse("")),
              reasons(error));
        }
      } catch (IOException e) {
        // No error object: what came instead is shown.
      }
      return new Said("", body.strip().startsWith("<") ? "a page of HTML" : brief(body), List.of());
    }

    private static List<String> reasons(JsonTree.Fields error) {
      List<String> reasons = new ArrayList<>();
      for (JsonTree item : error.items("errors")) {
        if (item instanceof JsonTree.Fields fields) {
          fields.text("reason").ifPresent(reasons::add);
        }
      }
      return reasons;
    }

    boolean isRateLimit() {
      return status.equals("RESOURCE_EXHAUSTED")
          || reasons.stream().anyMatch(RATE_LIMITS::contains);
    }
  }
}
