package dev.tfgate.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.google.GoogleAccess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How old a project is, where the clock of this machine is a year ahead of the server's. */
class ServerClockTest {
  private static final String PROJECTS =
      """
      {"projects":[{"projectId":"acme-new","createTime":"2025-11-28T20:00:00Z"},
                   {"projectId":"acme-old","createTime":"2025-11-26T20:00:00Z"}]}
      """;

  @Test
  void theServersDateCounts() throws Exception {
    Thread server;
    try (ServerSocket socket = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      server = Thread.ofVirtual().start(() -> serve(socket));
      CreatedProjects created = new CreatedProjects();
      created.addBelow(
          "folders/1",
          Duration.ofHours(24),
          new GoogleAccess(
              Map.of(),
              Map.of("resourcemanager", URI.create("http://127.0.0.1:" + socket.getLocalPort()))));
      assertThat(created.projects()).containsExactly("acme-new");
      assertThat(created.isComplete()).isTrue();
    }
    server.join();
  }

  private static void serve(ServerSocket socket) {
    try {
      while (true) {
        try (Socket call = socket.accept()) {
          BufferedReader in =
              new BufferedReader(
                  new InputStreamReader(call.getInputStream(), StandardCharsets.US_ASCII));
          String request = in.readLine();
          for (String line = request; line != null && !line.isEmpty(); line = in.readLine()) {}
          String body = request != null && request.contains("/projects?") ? PROJECTS : "{}";
          call.getOutputStream()
              .write(
                  ("HTTP/1.1 200 OK\r\nDate: Fri, 28 Nov 2025 21:00:00 GMT\r\nConnection: close\r\nContent-Length: "
                          + body.length()
                          + "\r\n\r\n"
                          + body)
                      .getBytes(StandardCharsets.US_ASCII));
        }
      }
    } catch (SocketException e) {
      // the test is over
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
