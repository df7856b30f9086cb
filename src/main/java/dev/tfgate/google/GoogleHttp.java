package dev.tfgate.google;

import com.google.auth.Credentials;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Calls one service. A call has one limit for everything, from the connection to the last byte, and
 * is sent once; a redirect is not followed, for it would take the token along.
 */
public final class GoogleHttp implements AutoCloseable {
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(15);

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;
  private volatile @Nullable String date;
  private final String base;
  private final @Nullable Credentials credentials;

  /** An answer, whatever its status. */
  public static final class Answer {
    private final HttpResponse<byte[]> response;

    private Answer(HttpResponse<byte[]> response) {
      this.response = response;
    }

    /** Returns the status of HTTP. */
    public int status() {
      return response.statusCode();
    }

    /** Returns the first value of a header. */
    public Optional<String> header(String name) {
      return response.headers().firstValue(name);
    }

    /** Returns all headers. */
    Map<String, List<String>> headers() {
      return response.headers().map();
    }

    /** Returns the body as it came. */
    public byte[] body() {
      return response.body();
    }

    /** Returns the body as text. */
    public String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }
  }

  /**
   * @param endpoint scheme, host and port, perhaps a path
   * @param credentials whose token is sent along, or null for none; never over http
   * @throws GoogleAccessException where the proxy of the environment can't be used
   */
  public GoogleHttp(URI endpoint, @Nullable Credentials credentials, GoogleAccess access)
      throws GoogleAccessException {
    String text = endpoint.toString();
    base = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    this.credentials = "https".equals(endpoint.getScheme()) ? credentials : null;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(access.proxies())
            .connectTimeout(LONGEST_CONNECT)
            .executor(threads)
            .build();
  }

  /**
   * Sends a request and reads the answer whole.
   *
   * @param path begins with a slash; with the query
   * @param body null for none
   * @param mostBytes the longest body that is read
   * @throws GoogleAccessException where no access token can be had
   * @throws IOException where no whole answer came within {@code limit}
   */
  public Answer send(
      String method,
      String path,
      Map<String, String> headers,
      byte @Nullable [] body,
      int mostBytes,
      Duration limit)
      throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + path))
            .timeout(limit)
            .setHeader("User-Agent", "tfgate")
            .method(
                method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
    headers.forEach(request::setHeader);
    authorize(request);
    CompletableFuture<HttpResponse<byte[]>> future =
        client.sendAsync(
            request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), mostBytes));
    try {
      Answer answer = new Answer(future.get(limit.toMillis(), TimeUnit.MILLISECONDS));
      answer.header("Date").ifPresent(text -> date = text);
      return answer;
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new HttpTimeoutException(
          "no whole answer within %.1f s".formatted(limit.toMillis() / 1000.0));
    } catch (InterruptedException e) {
      future.cancel(true);
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IOException(reason(e.getCause()), e);
    }
  }

  /** Returns the endpoint, without a slash at its end. */
  public String base() {
    return base;
  }

  /** Returns when the last answer was sent, by its own word; else the time of this machine. */
  public Instant now() {
    String told = date;
    try {
      return told == null
          ? Instant.now()
          : ZonedDateTime.parse(told, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.now();
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }

  private void authorize(HttpRequest.Builder request) throws IOException {
    if (credentials == null) {
      return;
    }
    try {
      for (Map.Entry<String, List<String>> header :
          credentials.getRequestMetadata(URI.create(base)).entrySet()) {
        for (String value : header.getValue()) {
          request.header(header.getKey(), value);
        }
      }
    } catch (GoogleAccessException e) {
      throw e;
    } catch (IOException e) {
      throw new GoogleAccessException("no access token could be had: " + reason(e), e);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    if (cause == null) {
      return "no reason given";
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
