package dev.tfgate.google;

import dev.tfgate.google.ServiceException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A service that speaks JSON over HTTP. What only reads is repeated while that may help; what
 * changes something is sent once, and its failure says whether it may have had its effect.
 */
public final class JsonService implements AutoCloseable {
  private static final Duration LONGEST_TRY = Duration.ofSeconds(5);
  private static final int LARGEST_ANSWER = 16 * 1024 * 1024;
  private static final int LONGEST_MESSAGE = 200;
  private static final long FIRST_WAIT_MILLIS = 100;
  private static final long LAST_WAIT_MILLIS = 2000;

  private final String name;
  private final GoogleHttp http;
  private final Map<String, String> headers;

  /** An answer: its JSON and the address of the next page, where there is one. */
  public record Answer(JsonTree json, Optional<String> link) {
    /** Returns the answer as an object; one without members where it is none. */
    public JsonTree.Fields fields() {
      return json instanceof JsonTree.Fields fields ? fields : new JsonTree.Fields(Map.of());
    }
  }

  /**
   * @param name as messages call it
   * @param headers sent with every request
   */
  public JsonService(String name, GoogleHttp http, Map<String, String> headers) {
    this.name = name;
    this.http = http;
    this.headers = Map.copyOf(headers);
  }

  /**
   * A service of Google, with the credentials of this run.
   *
   * @param service as {@code --endpoint} calls it
   * @param usual where it is without that option
   * @throws GoogleAccessException where no credentials can be had
   */
  static JsonService ofGoogle(String name, String service, URI usual, GoogleAccess access)
      throws GoogleAccessException {
    return new JsonService(
        name,
        new GoogleHttp(
            access.endpoint(service).orElse(usual),
            access.isLoopback(service) ? null : DefaultCredentials.find(access).credentials(),
            access),
        Map.of());
  }

  /**
   * Asks for {@code path}, again while another try may help and {@code limit} is not over.
   *
   * @throws ServiceException where no usable answer came
   */
  public Answer get(String path, Duration limit) throws ServiceException {
    return repeat("GET", path, null, limit);
  }

  /**
   * Sends a request that changes nothing, again while another try may help and {@code limit} is not
   * over.
   *
   * @param body null for none
   * @throws ServiceException where no usable answer came
   */
  Answer repeat(String method, String path, @Nullable JsonTree body, Duration limit)
      throws ServiceException {
    long end = System.nanoTime() + limit.toNanos();
    long wait = FIRST_WAIT_MILLIS;
    while (true) {
      Duration left = Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
      try {
        return send(method, path, body, left.compareTo(LONGEST_TRY) < 0 ? left : LONGEST_TRY);
      } catch (ServiceException e) {
        long pause = wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1);
        if (!e.mayPass() || System.nanoTime() + pause * 1_000_000 >= end) {
          throw e;
        }
        pause(pause);
        wait = Math.min(wait * 2, LAST_WAIT_MILLIS);
      }
    }
  }

  /**
   * Sends a request once.
   *
   * @param body null for none
   * @throws ServiceException where no usable answer came
   */
  public Answer send(String method, String path, @Nullable JsonTree body, Duration limit)
      throws ServiceException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putIfAbsent("Accept", "application/json");
    if (body != null) {
      all.put("Content-Type", "application/json; charset=utf-8");
    }
    byte[] bytes = body == null ? null : body.toJson().getBytes(StandardCharsets.UTF_8);
    GoogleHttp.Answer answer;
    try {
      answer = http.send(method, path, all, bytes, LARGEST_ANSWER, limit);
    } catch (GoogleAccessException e) {
      throw new ServiceException(Kind.DENIED, name + ": " + brief(e.getMessage()));
    } catch (IOException e) {
      throw new ServiceException(
          wasNotSent(e) ? Kind.NOT_DONE : Kind.UNCERTAIN,
          "%s gave no answer: %s".formatted(name, brief(String.valueOf(e.getMessage()))));
    }
    if (answer.status() < 200 || answer.status() > 299) {
      throw failure(answer);
    }
    if (answer.status() == 204 || answer.body().length == 0) {
      return new Answer(new JsonTree.Fields(Map.of()), Optional.empty());
    }
    try {
      return new Answer(JsonTree.parse(answer.text()), answer.header("link"));
    } catch (IOException e) {
      throw new ServiceException(
          Kind.UNCERTAIN, "%s gave an answer that is no JSON".formatted(name));
    }
  }

  @Override
  public void close() {
    http.close();
  }

  /** Waits, unless the thread is interrupted. */
  static void pause(long millis) throws ServiceException {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ServiceException(Kind.UNCERTAIN, "interrupted");
    }
  }

  private static boolean wasNotSent(IOException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
        return true;
      }
    }
    return false;
  }

  private ServiceException failure(GoogleHttp.Answer answer) {
    int status = answer.status();
    boolean throttled =
        status == 429
            || (status == 403
                && (answer.header("retry-after").isPresent()
                    || answer.header("x-ratelimit-remaining").equals(Optional.of("0"))));
    Kind kind =
        throttled
            ? Kind.NOT_DONE
            : switch (status) {
              case 401, 403 -> Kind.DENIED;
              case 404, 410 -> Kind.MISSING;
              case 408, 499 -> Kind.UNCERTAIN;
              default -> status >= 500 ? Kind.UNCERTAIN : Kind.REFUSED;
            };
    return new ServiceException(
        kind,
        "%s answers HTTP %d%s".formatted(name, status, message(answer.text())),
        status,
        answer.header("retry-after").flatMap(JsonService::seconds));
  }

  /** Seconds alone: a date would be by a clock that may be another than this one. */
  private static Optional<Duration> seconds(String retryAfter) {
    return retryAfter.matches("[0-9]{1,6}")
        ? Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)))
        : Optional.empty();
  }

  /** Google writes {@code error.message}, GitHub {@code message}. */
  private static String message(String body) {
    try {
      if (JsonTree.parse(body) instanceof JsonTree.Fields fields) {
        JsonTree.Fields error =
            fields.of().get("error") instanceof JsonTree.Fields inner ? inner : fields;
        return error.text("message").map(text -> ": " + brief(text)).orElse("");
      }
    } catch (IOException e) {
      // An answer without a message: the status says enough.
    }
    return "";
  }

  private static String brief(String text) {
    String line = text.strip().replaceAll("[\\s\\p{Cntrl}]+", " ");
    return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
  }
}
