package dev.tfgate.google;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.LowLevelHttpRequest;
import com.google.api.client.http.LowLevelHttpResponse;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries the requests of Google's client libraries over {@link GoogleHttp}, so that its bounds
 * hold for them too: a limit for the whole call, a largest answer, no redirect, no token over http,
 * no endpoint but the one that was given. The libraries themselves are given no credentials.
 */
public final class BoundedTransport extends HttpTransport {
  /** Set by the connection, or of no use where an answer is taken as it came. */
  private static final Set<String> NOT_SENT =
      Set.of("accept-encoding", "connection", "content-length", "expect", "host", "user-agent");

  private static final Set<String> NOT_TOLD = Set.of("content-encoding", "location");

  private final GoogleHttp http;
  private final Supplier<Bounds> bounds;
  private final Check check;

  /**
   * What one request may take.
   *
   * @param limit from the connection to the last byte
   * @param mostBytes the longest body that is read
   */
  public record Bounds(Duration limit, int mostBytes) {}

  /** No whole answer came within the limit. */
  public static final class NoAnswerException extends IOException {
    private static final long serialVersionUID = 1L;

    NoAnswerException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Looks at an answer before the library does. */
  @FunctionalInterface
  public interface Check {
    /**
     * Looks at an answer.
     *
     * @param path of the request, with the query
     * @throws IOException where the library should not see the answer
     */
    void accept(String path, GoogleHttp.Answer answer) throws IOException;
  }

  /**
   * @param bounds of a request, asked for by the thread that sends it
   */
  public BoundedTransport(GoogleHttp http, Supplier<Bounds> bounds, Check check) {
    this.http = http;
    this.bounds = bounds;
    this.check = check;
  }

  @Override
  protected LowLevelHttpRequest buildRequest(String method, String url) throws IOException {
    if (!url.startsWith(http.base() + "/")) {
      throw new IOException("a request would go to another host than " + http.base());
    }
    return new Request(method, url.substring(http.base().length()));
  }

  private final class Request extends LowLevelHttpRequest {
    private final String method;
    private final String path;
    private final Map<String, String> headers = new LinkedHashMap<>();

    Request(String method, String path) {
      this.method = method;
      this.path = path;
    }

    @Override
    public void addHeader(String name, String value) {
      if (!NOT_SENT.contains(name.toLowerCase(Locale.ROOT))) {
        headers.put(name, value);
      }
    }

    @Override
    public LowLevelHttpResponse execute() throws IOException {
      byte @Nullable [] body = null;
      if (getStreamingContent() != null) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        getStreamingContent().writeTo(content);
        // A GET comes with an empty body.
        body = content.size() == 0 && "GET".equals(method) ? null : content.toByteArray();
        if (getContentType() != null) {
          headers.put("Content-Type", getContentType());
        }
        if (getContentEncoding() != null) {
          headers.put("Content-Encoding", getContentEncoding());
        }
      }
      GoogleHttp.Answer answer;
      Bounds within = bounds.get();
      try {
        answer = http.send(method, path, headers, body, within.mostBytes(), within.limit());
      } catch (GoogleAccessException e) {
        throw e;
      } catch (IOException e) {
        throw new NoAnswerException(e);
      }
      check.accept(path, answer);
      return new Response(answer);
    }
  }

  private static final class Response extends LowLevelHttpResponse {
    private final GoogleHttp.Answer answer;
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();

    Response(GoogleHttp.Answer answer) {
      this.answer = answer;
      answer
          .headers()
          .forEach(
              (name, values) -> {
                if (!NOT_TOLD.contains(name.toLowerCase(Locale.ROOT))) {
                  values.forEach(value -> headers.add(Map.entry(name, value)));
                }
              });
    }

    @Override
    public InputStream getContent() {
      return new ByteArrayInputStream(answer.body());
    }

    @Override
    public @Nullable String getContentEncoding() {
      return null;
    }

    @Override
    public long getContentLength() {
      return answer.body().length;
    }

    @Override
    public @Nullable String getContentType() {
      return answer.header("content-type").orElse(null);
    }

    @Override
    public String getStatusLine() {
      return "HTTP " + answer.status();
    }

    @Override
    public int getStatusCode() {
      return answer.status();
    }

    @Override
    public @Nullable String getReasonPhrase() {
      return null;
    }

    @Override
    public int getHeaderCount() {
      return headers.size();
    }

    @Override
    public String getHeaderName(int index) {
      return headers.get(index).getKey();
    }

    @Override
    public String getHeaderValue(int index) {
      return headers.get(index).getValue();
    }
  }
}
