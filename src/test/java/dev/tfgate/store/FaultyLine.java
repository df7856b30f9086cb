package dev.tfgate.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;

/** Passes connections on, and resets the first ones after so many bytes of the answers. */
public final class FaultyLine implements AutoCloseable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final URI target;
  private final int bytes;
  private final AtomicInteger resets;

  /** A line to {@code target} that resets {@code resets} connections after {@code bytes}. */
  public FaultyLine(URI target, int bytes, int resets) throws IOException {
    this.target = target;
    this.bytes = bytes;
    this.resets = new AtomicInteger(resets);
    start(this::accept);
  }

  /** Where it listens. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  private void accept() throws IOException {
    while (!socket.isClosed()) {
      Socket client = socket.accept();
      Socket server = new Socket(target.getHost(), target.getPort());
      int limit = resets.getAndDecrement() > 0 ? bytes : Integer.MAX_VALUE;
      start(() -> pass(client.getInputStream(), server.getOutputStream(), Integer.MAX_VALUE));
      start(
          () -> {
            pass(server.getInputStream(), client.getOutputStream(), limit);
            // With this, close sends a reset.
            client.setSoLinger(true, 0);
            client.close();
            server.close();
          });
    }
  }

  private static void pass(InputStream in, OutputStream out, int limit) throws IOException {
    byte[] buffer = new byte[1024];
    int left = limit;
    for (int n = in.read(buffer); n >= 0 && left > 0; n = in.read(buffer)) {
      out.write(buffer, 0, Math.min(n, left));
      out.flush();
      left -= n;
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void start(Task task) {
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                // An end of the line is gone.
              }
            });
  }
}
