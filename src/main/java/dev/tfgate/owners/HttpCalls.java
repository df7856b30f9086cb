package dev.tfgate.owners;

import com.google.auth.Credentials;
import dev.tfgate.owners.CallException.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * JSON over HTTP. A call has one limit for everything, from the connection to the last byte; a POST
 * is sent once; a redirect is not followed, for it would take the token along.
 */
final class HttpCalls implements AutoCloseable {
  private static final int LARGEST_ANSWER = 16 * 1024 * 1024;
  private static final int LONGEST_MESSAGE = 300;

  private final HttpClient client;
  private final String base;
  private final @Nullable Credentials credentials;

  /**
   * @param endpoint scheme, host and port, perhaps a path
   * @param credentials whose token is sent along, or null for none; never over http
   */
  HttpCalls(URI endpoint, @Nullable Credentials credentials, GoogleAccess access) {
    String text = endpoint.toString();
    base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.credentials = "https".equals(endpoint.getScheme()) ? credentials : null;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(access.proxies())
            .connectTimeout(Duration.ofSeconds(15))
            .build();
  }

  /** Returns the answer to a GET of {@code path}, which begins with a slash. */
  JsonTree.Fields get(String path, Map<String, String> headers, Duration limit)
      throws CallException {
    HttpRequest.Builder request = request(path, limit).GET();
    headers.forEach(request::setHeader);
    return call(request, limit);
  }

  /** Returns the answer to a POST of {@code body} to {@code path}. */
  JsonTree.Fields post(String path, String contentType, String body, Duration limit)
      throws CallException {
    return call(
        request(path, limit)
            .setHeader("Content-Type", contentType)
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        limit);
  }

  /** As {@link #get}, for an answer that is a line of text. */
  String getText(String path, Map<String, String> headers, Duration limit) throws CallException {
    HttpRequest.Builder request = request(path, limit).GET();
    headers.forEach(request::setHeader);
    HttpResponse<byte[]> response = send(request.build(), limit);
    String body = text(response);
    if (response.statusCode() != 200) {
      throw failure(response.statusCode(), body);
    }
    return body.strip();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private HttpRequest.Builder request(String path, Duration limit) throws CallException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(limit)
            .setHeader("Accept", "application/json")
            .setHeader("User-Agent", "tfgate");
    if (credentials != null) {
      try {
        for (Map.Entry<String, List<String>> header :
            credentials.getRequestMetadata(URI.create(base)).entrySet()) {
          for (String value : header.getValue()) {
            request.header(header.getKey(), value);
          }
        }
      } catch (IOException e) {
        throw new CallException(Kind.DENIED, "no access token: " + brief(e.getMessage()));
      }
    }
    return request;
  }

  private JsonTree.Fields call(HttpRequest.Builder request, Duration limit) throws CallException {
    HttpResponse<byte[]> response = send(request.build(), limit);
    String body = text(response);
    if (response.statusCode() != 200) {
      throw failure(response.statusCode(), body);
    }
    Optional<JsonTree.Fields> answer = object(body);
    return answer.orElseThrow(
        () ->
            new CallException(
                Kind.NONSENSE, "the answer is no JSON object: %s".formatted(brief(body))));
  }

  private HttpResponse<byte[]> send(HttpRequest request, Duration limit) throws CallException {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new CallException(
          Kind.UNCERTAIN, "no answer within %.1f s".formatted(limit.toMillis() / 1000.0));
    } catch (InterruptedException e) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new CallException(Kind.UNCERTAIN, "interrupted");
    } catch (ExecutionException e) {
      throw new CallException(
          Kind.UNCERTAIN,
          "no answer from %s: %s".formatted(request.uri().getHost(), brief(reason(e.getCause()))));
    }
  }

  /**
   * Says what the status and the error object mean (https://cloud.google.com/apis/design/errors).
   */
  private static CallException failure(int status, String body) {
    JsonTree.Fields none = new JsonTree.Fields(Map.of());
    JsonTree.Fields error =
        object(body).orElse(none).of().get("error") instanceof JsonTree.Fields members
            ? members
            : none;
    String name = error.text("status").orElse("");
    String text =
        "HTTP %d%s: %s"
            .formatted(
                status,
                name.isEmpty() ? "" : " " + name,
                brief(error.text("message").orElse(body)));
    if (name.equals("RESOURCE_EXHAUSTED")) {
      return new CallException(Kind.THROTTLED, text);
    }
    return new CallException(
        switch (status) {
          case 409 -> Kind.CONFLICT;
          case 429 -> Kind.THROTTLED;
          case 401, 403 -> Kind.DENIED;
          case 408, 499 -> Kind.UNCERTAIN;
          case 501 -> Kind.FINAL;
          default -> status >= 500 ? Kind.UNCERTAIN : status >= 400 ? Kind.FINAL : Kind.NONSENSE;
        },
        text);
  }

  private static Optional<JsonTree.Fields> object(String body) {
    try {
      return JsonTree.parse(body) instanceof JsonTree.Fields members
          ? Optional.of(members)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static @Nullable String reason(@Nullable Throwable cause) {
    return cause == null
        ? null
        : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
  }

  private static String brief(@Nullable String message) {
    String line = String.valueOf(message).strip();
    int end = line.indexOf('\n');
    line = end < 0 ? line : line.substring(0, end);
    return line.length() > LONGEST_MESSAGE ? line.substring(0, LONGEST_MESSAGE) + "…" : line;
  }
}
