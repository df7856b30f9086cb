package dev.tfgate.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The handler behind HTTP, on one port, until it is closed. */
public final class WebhookServer implements AutoCloseable {
  private static final Duration BETWEEN_ROUNDS = Duration.ofSeconds(30);
  private static final int WAITING_CONNECTIONS = 256;

  private final Webhook webhook;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());
  private final Thread rounds = Thread.ofPlatform().daemon().name("rounds").unstarted(this::rounds);

  private WebhookServer(Webhook webhook, HttpServer server) {
    this.webhook = webhook;
    this.server = server;
  }

  /**
   * Starts to answer, and to take up every half minute what was left.
   *
   * @param address port 0 for a free one
   * @throws IOException where the port can't be had
   */
  public static WebhookServer start(Webhook webhook, InetSocketAddress address) throws IOException {
    // The server reads these once. A connection that sends nothing is closed by it.
    limit("sun.net.httpserver.maxReqTime", "12");
    limit("sun.net.httpserver.maxRspTime", "30");
    limit("sun.net.httpserver.maxReqHeaders", "100");
    limit("sun.net.httpserver.maxReqHeaderSize", "32768");
    limit("jdk.httpserver.maxConnections", "1000");
    limit("sun.net.httpserver.nodelay", "true");
    WebhookServer started =
        new WebhookServer(webhook, HttpServer.create(address, WAITING_CONNECTIONS));
    started.server.setExecutor(started.threads);
    started.server.createContext("/", started::answer);
    started.server.start();
    started.rounds.start();
    return started;
  }

  private static void limit(String name, String value) {
    if (System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /** Returns the port. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Ends it: nothing new is taken on; what was taken on gets the time to end. */
  @Override
  public void close() {
    rounds.interrupt();
    webhook.drain();
    server.stop(1);
    webhook.close();
    threads.shutdownNow();
  }

  private void rounds() {
    try {
      while (true) {
        int _ = webhook.resume();
        webhook.awaitRound(BETWEEN_ROUNDS);
      }
    } catch (InterruptedException e) {
      // The server ends.
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply =
          webhook.handle(
              new Request(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().getPath(),
                  exchange.getRequestHeaders(),
                  exchange.getRequestBody()));
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", reply.contentType());
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      if (reply.status() == 405) {
        exchange.getResponseHeaders().set("Allow", "POST");
      }
      boolean head = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(reply.status(), head ? -1 : body.length);
      if (!head) {
        exchange.getResponseBody().write(body);
      }
    }
  }
}
