package dev.tfgate.webhook;

import com.google.cloud.functions.HttpFunction;
import com.google.cloud.functions.HttpRequest;
import com.google.cloud.functions.HttpResponse;
import dev.tfgate.google.GoogleAccess;
import dev.tfgate.trust.RunMode;
import dev.tfgate.trust.TrustLocation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * The handler as a function of Cloud Run functions. Its trust directory is named by {@code
 * TFGATE_TRUST}, or lies at {@code /etc/tfgate} or beside the jar.
 *
 * <p>A function may get no processor between requests: what an answer did not wait for is taken up
 * by {@code POST /events/resume}, which a scheduler sends.
 */
public final class WebhookFunction implements HttpFunction {
  private final Webhook webhook;

  /** The function as the framework makes it. */
  public WebhookFunction() {
    this(System.getenv());
  }

  WebhookFunction(Map<String, String> environment) {
    this(environment, new GoogleAccess(environment, Map.of()));
  }

  WebhookFunction(Map<String, String> environment, GoogleAccess access) {
    Path system = Path.of("/");
    RunMode mode = RunMode.of(null, environment, system);
    webhook =
        Webhook.open(
            Webhook.settings(
                TrustLocation.find(
                    null, environment, mode.mode(), Path.of("").toAbsolutePath(), system),
                mode.mode()),
            access,
            System.err);
  }

  @Override
  public void service(HttpRequest request, HttpResponse response) throws IOException {
    Reply reply =
        webhook.handle(
            new Request(
                request.getMethod(),
                request.getPath(),
                request.getHeaders(),
                request.getInputStream()));
    response.setStatusCode(reply.status());
    response.setContentType(reply.contentType());
    response.getWriter().write(reply.body());
  }
}
