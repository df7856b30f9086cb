package dev.tfgate.identity;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.tfgate.report.Json;
import java.time.Instant;

/**
 * Temporary credentials of AWS.
 *
 * @param accessKeyId no secret by itself
 * @param secretAccessKey a secret
 * @param sessionToken a secret
 * @param expires when they end
 */
public record AwsKeys(
    String accessKeyId, String secretAccessKey, String sessionToken, Instant expires) {
  /**
   * What a {@code credential_process} prints
   * (https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html).
   */
  public String toJson() {
    return Json.line(this::write);
  }

  private void write(JsonGenerator json) throws java.io.IOException {
    json.writeStartObject();
    json.writeNumberField("Version", 1);
    json.writeStringField("AccessKeyId", accessKeyId);
    json.writeStringField("SecretAccessKey", secretAccessKey);
    json.writeStringField("SessionToken", sessionToken);
    json.writeStringField("Expiration", expires.toString());
    json.writeEndObject();
  }

  /** Tells the end alone. */
  @Override
  public String toString() {
    return "keys until " + expires;
  }
}
