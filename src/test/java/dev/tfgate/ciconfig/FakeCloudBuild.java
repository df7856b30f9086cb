package dev.tfgate.ciconfig;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** One build of the Cloud Build API on loopback. {@code gcloud builds describe} can read it. */
public final class FakeCloudBuild implements AutoCloseable {
  private final HttpServer server;
  private volatile int status = 200;
  private volatile String answer = "{}";
  private volatile String lastPath = "";
  private volatile String lastBody = "";
  private volatile boolean authorized;

  /** A server on a free port of loopback. */
  public FakeCloudBuild() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          lastPath = exchange.getRequestURI().getPath();
          lastBody = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          authorized |= exchange.getRequestHeaders().containsKey("Authorization");
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Answers everything with this from now on. */
  public void answer(int code, String body) {
    status = code;
    answer = body;
  }

  /** The path that was asked for last. */
  public String lastPath() {
    return lastPath;
  }

  /** What the last request held. */
  public String lastBody() {
    return lastBody;
  }

  /** Whether any request carried credentials. */
  public boolean sawCredentials() {
    return authorized;
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
