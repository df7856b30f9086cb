package dev.tfgate.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Runs many command lines in one JVM, as {@link Main} would, so that the build can record which
 * classes a family of commands loads.
 */
final class Training {
  private static final int MOST_TRIES = 100;

  private Training() {}

  /** Runs the lines of the file that is the one argument; words are separated by spaces. */
  public static void main(String[] arguments) throws Exception {
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    for (int repetition = 0; repetition < 2; repetition++) {
      for (String line : lines) {
        String[] words = line.strip().split(" +");
        if (line.startsWith("webhook serve ")) {
          serve(words, Path.of(words[words.length - 1]));
        } else if (!line.isBlank()) {
          Main.run(words);
        }
      }
    }
  }

  /** Lets the server answer a few requests on a port of its own, and ends it. */
  private static void serve(String[] words, Path trust) throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> line = new java.util.ArrayList<>(List.of(words));
    line.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
    Thread server = new Thread(() -> Main.run(line.toArray(new String[0])), "server");
    server.start();
    String body =
        "{\"action\":\"opened\",\"pull_request\":{\"number\":1},\"repository\":{\"full_name\":\"acme/infra\"}}";
    request(port, "GET /health", "");
    request(port, "GET /ready", "");
    request(port, "POST /events/github", body, signature(body, trust.resolve("secret")));
    request(port, "POST /events/github", body);
    request(port, "GET /metrics", "");
    server.interrupt();
    server.join();
  }

  private static void request(int port, String line, String body, String... headers)
      throws IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head =
            "%s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nX-GitHub-Event: pull_request\r\nContent-Length: %d\r\n%s\r\n"
                .formatted(line, bytes.length, String.join("", headers));
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().write(bytes);
        socket.getInputStream().readAllBytes();
        return;
      } catch (java.net.ConnectException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  private static String signature(String body, Path secret)
      throws IOException, GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Files.readAllBytes(secret), "HmacSHA256"));
    return "X-Hub-Signature-256: sha256=%s\r\n"
        .formatted(HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8))));
  }
}
