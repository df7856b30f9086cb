import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * A provider registry on loopback, for trying the Dockerfile out without the internet: {@code java
 * LoopbackRegistry.java FOLDER}. The folder holds {@code key.asc}, {@code key.id} and zips by their
 * registry names ({@code terraform-provider-aws_5.100.0_linux_amd64.zip} with {@code SHA256SUMS}
 * and {@code SHA256SUMS.sig} beside it), all of the namespace hashicorp. Prints its port and serves
 * every file of the folder as well.
 */
final class LoopbackRegistry {
  private static final String PREFIX = "/v1/providers/hashicorp/";

  private final Path folder;
  private final String address;

  private LoopbackRegistry(Path folder, String address) {
    this.folder = folder;
    this.address = address;
  }

  public static void main(String[] arguments) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int port = server.getAddress().getPort();
    LoopbackRegistry registry =
        new LoopbackRegistry(Path.of(arguments[0]), "http://127.0.0.1:" + port);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = registry.answer(exchange.getRequestURI().getPath());
          boolean silent = body == null || exchange.getRequestMethod().equals("HEAD");
          exchange.sendResponseHeaders(body == null ? 404 : 200, silent ? -1 : body.length);
          if (!silent) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    System.out.println(port);
  }

  private byte[] answer(String path) throws IOException {
    try {
      if (path.startsWith(PREFIX)) {
        String[] parts = path.substring(PREFIX.length()).split("/");
        return parts.length == 2
            ? versions(parts[0]).getBytes(StandardCharsets.UTF_8)
            : download(parts).getBytes(StandardCharsets.UTF_8);
      }
      Path file = folder.resolve(path.substring(1)).normalize();
      return file.startsWith(folder) && Files.isRegularFile(file) ? Files.readAllBytes(file) : null;
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private String versions(String name) throws IOException {
    List<String> versions = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String[] parts = file.getFileName().toString().replaceAll("\\.zip$", "").split("_");
        if (parts.length == 4 && parts[0].equals("terraform-provider-" + name)) {
          versions.add(
              "{\"version\":\"%s\",\"protocols\":[\"5.0\"],\"platforms\":[{\"os\":\"%s\",\"arch\":\"%s\"}]}"
                  .formatted(parts[1], parts[2], parts[3]));
        }
      }
    }
    return "{\"versions\":[" + String.join(",", versions) + "]}";
  }

  /** {@code NAME/VERSION/download/OS/ARCHITECTURE}. */
  private String download(String[] parts) throws Exception {
    String zip =
        "terraform-provider-%s_%s_%s_%s.zip".formatted(parts[0], parts[1], parts[3], parts[4]);
    String sha256 =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256")
                    .digest(Files.readAllBytes(folder.resolve(zip))));
    String key = Files.readString(folder.resolve("key.asc")).replace("\n", "\\n");
    return ("{\"protocols\":[\"5.0\"],\"os\":\"%s\",\"arch\":\"%s\",\"filename\":\"%s\","
                + "\"download_url\":\"%s/%s\",\"shasums_url\":\"%s/SHA256SUMS\","
                + "\"shasums_signature_url\":\"%s/SHA256SUMS.sig\",\"shasum\":\"%s\","
                + "\"signing_keys\":{\"gpg_public_keys\":[{\"key_id\":\"%s\",\"ascii_armor\":\"%s\"}]}}")
        .formatted(
            parts[3],
            parts[4],
            zip,
            address,
            zip,
            address,
            address,
            sha256,
            Files.readString(folder.resolve("key.id")).strip(),
            key);
  }
}
