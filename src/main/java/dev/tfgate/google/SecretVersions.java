package dev.tfgate.google;

import dev.tfgate.google.ServiceException.Kind;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * Secret Manager: the payloads of versions
 * (https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets.versions/access).
 */
public final class SecretVersions implements AutoCloseable {
  private static final URI GOOGLE = URI.create("https://secretmanager.googleapis.com");

  private final JsonService service;

  /**
   * @throws GoogleAccessException where no credentials can be had
   */
  public SecretVersions(GoogleAccess access) throws GoogleAccessException {
    service = JsonService.of("Secret Manager", "secretmanager", GOOGLE, access);
  }

  /**
   * Returns the payload of a version.
   *
   * @param name {@code projects/P/secrets/S/versions/N}
   * @throws ServiceException where it can't be had whole
   */
  public byte[] access(String name, Duration limit) throws ServiceException {
    JsonTree.Fields answer = service.get("/v1/" + name + ":access", limit).fields();
    if (answer.of().get("payload") instanceof JsonTree.Fields payload) {
      Optional<byte[]> data = payload.text("data").flatMap(SecretVersions::decoded);
      Optional<String> checksum = payload.text("dataCrc32c");
      if (data.isPresent() && checksum.isPresent()) {
        CRC32C crc = new CRC32C();
        crc.update(data.get());
        if (checksum.get().equals(Long.toString(crc.getValue()))) {
          return data.get();
        }
      }
    }
    throw new ServiceException(
        Kind.UNCERTAIN, "Secret Manager gave no payload for %s that is whole".formatted(name));
  }

  @Override
  public void close() {
    service.close();
  }

  private static Optional<byte[]> decoded(String text) {
    try {
      return Optional.of(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
