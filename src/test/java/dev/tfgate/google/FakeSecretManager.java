package dev.tfgate.google;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Secret Manager on loopback: versions by name. */
public final class FakeSecretManager extends Loopback {
  private final Map<String, String> versions = new ConcurrentHashMap<>();
  private volatile boolean damaged;

  public FakeSecretManager() throws IOException {}

  /** Puts a version there. */
  public void put(String name, String payload) {
    versions.put(name, payload);
  }

  /** Sends checksums that don't fit from now on. */
  public void damage() {
    damaged = true;
  }

  @Override
  protected Reply answer(Call call) {
    String name = call.path().replaceFirst("^/v1/", "").replaceFirst(":access$", "");
    @Nullable String payload = versions.get(name);
    if (payload == null) {
      return Reply.error(404, "Secret Version not found");
    }
    byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
    CRC32C crc = new CRC32C();
    crc.update(bytes);
    return Reply.json(
        "{\"name\":\"%s\",\"payload\":{\"data\":\"%s\",\"dataCrc32c\":\"%d\"}}"
            .formatted(
                name,
                Base64.getEncoder().encodeToString(bytes),
                crc.getValue() + (damaged ? 1 : 0)));
  }
}
