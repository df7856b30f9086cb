package dev.tfgate.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.tfgate.report.ExitException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same handler as a function. */
class WebhookFunctionTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void aDeliveryBecomesABuild() throws IOException {
    try (World world = new World(folder)) {
      Map<String, String> environment = Map.of("TFGATE_TRUST", world.trust.toString());
      WebhookFunction function = new WebhookFunction(environment, world.access());
      Response response = new Response();
      function.service(
          request(world.delivery("pull_request", World.pullRequest("opened", 7, World.COMMIT))),
          response);
      response.writer.flush();
      assertThat(response.status).isEqualTo(200);
      assertThat(response.text.toString()).contains("started");
      assertThat(world.builds.builds()).hasSize(1);
    }
  }

  @Test
  void withoutSettingsThereIsNoFunction() {
    assertThatThrownBy(
            () -> new WebhookFunction(Map.of("TFGATE_MODE", "local", "TFGATE_TRUST", "/nowhere")))
        .isInstanceOf(ExitException.class)
        .hasMessageContaining("gate.yaml");
  }

  private static HttpRequest request(Request request) {
    return new HttpRequest() {
      @Override
      public String getMethod() {
        return request.method();
      }

      @Override
      public String getUri() {
        return request.path();
      }

      @Override
      public String getPath() {
        return request.path();
      }

      @Override
      public Optional<String> getQuery() {
        return Optional.empty();
      }

      @Override
      public Map<String, List<String>> getQueryParameters() {
        return Map.of();
      }

      @Override
      public Map<String, HttpPart> getParts() {
        return Map.of();
      }

      @Override
      public Optional<String> getContentType() {
        return request.header("Content-Type");
      }

      @Override
      public long getContentLength() {
        return -1;
      }

      @Override
      public Optional<String> getCharacterEncoding() {
        return Optional.empty();
      }

      @Override
      public InputStream getInputStream() {
        return request.body();
      }

      @Override
      public BufferedReader getReader() {
        return new BufferedReader(new InputStreamReader(request.body(), StandardCharsets.UTF_8));
      }

      @Override
      public Map<String, List<String>> getHeaders() {
        return request.headers();
      }
    };
  }

  private static final class Response implements HttpResponse {
    private final StringWriter text = new StringWriter();
    private final BufferedWriter writer = new BufferedWriter(text);
    private final Map<String, List<String>> headers = new TreeMap<>();
    private int status;

    @Override
    public void setStatusCode(int code) {
      status = code;
    }

    @Override
    public void setStatusCode(int code, String message) {
      status = code;
    }

    @Override
    public void setContentType(String type) {
      headers.put("Content-Type", List.of(type));
    }

    @Override
    public Optional<String> getContentType() {
      return Optional.ofNullable(headers.get("Content-Type")).map(List::getFirst);
    }

    @Override
    public void appendHeader(String header, String value) {
      headers.put(header, List.of(value));
    }

    @Override
    public Map<String, List<String>> getHeaders() {
      return headers;
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public BufferedWriter getWriter() {
      return writer;
    }
  }
}
