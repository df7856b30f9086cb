package dev.tfgate.google;

import com.google.auth.Credentials;
import dev.tfgate.google.ServiceException.Kind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A service that speaks JSON over HTTP. What only reads is repeated while that may help; what
 * changes something is sent once, and its failure says whether it may have had its effect.
 */
public final class JsonService implements AutoCloseable {
  private static final Duration LONGEST_TRY = Duration.ofSeconds(5);
  private static final int LARGEST_ANSWER = 16 * 1024 * 1024;

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
   * Returns an API of Google, reached with the credentials of this run.
   *
   * @param name as messages call it
   * @param service as {@code --endpoint} calls it
   * @param usual where it is without that option
   * @throws GoogleAccessException where no credentials can be had
   */
  public static JsonService of(String name, String service, URI usual, GoogleAccess access)
      throws GoogleAccessException {
    return of(
        name,
        access.endpoint(service).orElse(usual),
        access.isLoopback(service) ? null : DefaultCredentials.find(access).credentials(),
        access);
  }

  /**
   * Returns an API of Google.
   *
   * @param credentials whose token is sent along, or null for none; never over http
   * @throws GoogleAccessException where the proxy of the environment can't be used
   */
  public static JsonService of(
      String name, URI endpoint, @Nullable Credentials credentials, GoogleAccess access)
      throws GoogleAccessException {
    return new JsonService(name, new GoogleHttp(endpoint, credentials, access), Map.of());
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
    return new Backoff(limit, LONGEST_TRY, Backoff.Waits.SHORT)
        .repeat(left -> send(method, path, body, left));
  }

  /**
   * Sends a request once.
   *
   * @param body null for none
   * @throws ServiceException where no usable answer came
   */
  public Answer send(String method, String path, @Nullable JsonTree body, Duration limit)
      throws ServiceException {
    byte[] bytes = body == null ? null : body.toJson().getBytes(StandardCharsets.UTF_8);
    return send(method, path, "application/json; charset=utf-8", bytes, limit);
  }

  /**
   * Sends a form once.
   *
   * @param form {@code application/x-www-form-urlencoded}
   * @throws ServiceException where no usable answer came
   */
  public Answer sendForm(String path, String form, Duration limit) throws ServiceException {
    return send(
        "POST",
        path,
        "application/x-www-form-urlencoded",
        form.getBytes(StandardCharsets.UTF_8),
        limit);
  }

  /** Returns what carries the requests. */
  public GoogleHttp http() {
    return http;
  }

  private Answer send(
      String method, String path, String contentType, byte @Nullable [] body, Duration limit)
      throws ServiceException {
    Map<String, String> all = new LinkedHashMap<>(headers);
    all.putIfAbsent("Accept", "application/json");
    if (body != null) {
      all.put("Content-Type", contentType);
    }
    GoogleHttp.Answer answer;
    try {
      answer = http.send(method, path, all, body, LARGEST_ANSWER, limit);
    } catch (IOException e) {
      throw GoogleApi.unanswered(name, e);
    }
    if (answer.status() < 200 || answer.status() > 299) {
      throw GoogleApi.failure(name, answer);
    }
    if (answer.status() == 204 || answer.body().length == 0) {
      return new Answer(new JsonTree.Fields(Map.of()), Optional.empty());
    }
    try {
      return new Answer(JsonTree.parse(answer.text()), answer.header("link"));
    } catch (IOException e) {
      throw new ServiceException(
          Kind.MALFORMED, "%s gave an answer that is no JSON".formatted(name));
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
