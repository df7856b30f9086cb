package dev.tfgate.runner;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** moto's server, a fake of AWS that is not ours, on loopback. */
final class Moto implements AutoCloseable {
  private static final long LONGEST_INSTALL_SECONDS = 240;
  private static final long LONGEST_START_MILLIS = 60_000;

  private final Process process;
  private final int port;

  private Moto(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it; the test is skipped where it can't be had.
   *
   * @param folder for its program, where {@code moto_server} is not on the PATH
   */
  static Moto start(Path folder) throws IOException, InterruptedException {
    Path program = program(folder);
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Moto moto =
        new Moto(
            quiet(
                List.of(program.toString(), "-H", "127.0.0.1", "-p", Integer.toString(port)),
                folder.resolve("moto.log")),
            port);
    long end = System.nanoTime() + LONGEST_START_MILLIS * 1_000_000;
    while (!moto.listens()) {
      if (System.nanoTime() > end || !moto.process.isAlive()) {
        moto.close();
        assumeTrue(false, "moto's server doesn't start here: this test is skipped");
      }
      Thread.sleep(100);
    }
    return moto;
  }

  URI endpoint() {
    return URI.create("http://127.0.0.1:" + port);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private static Path program(Path folder) throws IOException, InterruptedException {
    for (String place : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, 0)) {
      if (Files.isExecutable(Path.of(place, "moto_server"))) {
        return Path.of(place, "moto_server");
      }
    }
    Path home = folder.resolve("moto");
    Path log = folder.resolve("install.log");
    boolean installed =
        ends(quiet(List.of("python3", "-m", "venv", home.toString()), log))
            && ends(
                quiet(
                    List.of(home.resolve("bin/pip").toString(), "install", "-q", "moto[server]"),
                    log));
    assumeTrue(
        installed, "there is no moto_server, and it can't be installed: this test is skipped");
    return home.resolve("bin/moto_server");
  }

  private static boolean ends(Process process) throws InterruptedException {
    if (!process.waitFor(LONGEST_INSTALL_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return false;
    }
    return process.exitValue() == 0;
  }

  private static Process quiet(List<String> command, Path log) throws IOException {
    Files.writeString(log, String.join(" ", command) + "\n", StandardCharsets.UTF_8);
    try {
      return new ProcessBuilder(command)
          .redirectInput(new File("/dev/null"))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
          .start();
    } catch (IOException e) {
      assumeTrue(false, "%s is not here: this test is skipped".formatted(command.getFirst()));
      throw e;
    }
  }
}
