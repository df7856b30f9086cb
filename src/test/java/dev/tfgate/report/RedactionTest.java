package dev.tfgate.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is hidden of a text, and what is not. */
class RedactionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "  source = \"https://user:hunter2@h.example/m.zip\"",
        "  source = \"git::https://oauth2:hunter2@h.example/m.git?ref=v1\"",
        "The module source 'https://hunter2@h.example/m.git' is not",
        "git::ssh://git:hunter2@h.example/m.git",
        "https://acct.blob.core.windows.net/?sv=1&sig=hunter2&se=2",
        "https://h.example/m.zip?X-Amz-Signature=hunter2",
        "https://x.example/?access_token=hunter2",
        "Server=db.example;Password=hunter2;Port=1",
        "Endpoint=sb://x.example/;SharedAccessKey=hunter2",
        "  password = \"hunter2\"",
        "  client_secret=\"hunter2\"",
        "  encryption_key = \"hunter2\"",
        "  sse_customer_key = \"hunter2\"",
        "{\"api_key\": \"hunter2\"}",
        "url = \"https://hooks.slack.com/services/T0/B0/hunter2\"",
        "Authorization: ghp_hunter2hunter2hunter2hunter2",
        "x = \"eyJhbGciOiJIUzI1NiJ9.hunter2hunter2\"",
      })
  void aSecretIsHiddenAndColumnsStay(String text) {
    assertThat(Redaction.of(text)).doesNotContain("hunter2").hasSameSizeAs(text).contains("*");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "git::ssh://git@github.com/acme/modules.git?ref=v1.0.0",
        "  password = var.password",
        "  password = \"${var.password}\"",
        "  token_url = \"https://h.example/token\"",
        "  kms_encryption_key = \"projects/p/locations/l/keyRings/r/cryptoKeys/k\"",
        "  key = \"services/dev/terraform.tfstate\"",
        "a provisioner runs a program: local-exec = \"id\"",
        "https://h.example:8443/path?ref=v1",
        "'data.google_client_config' gives the token to the configuration",
        "eyJ",
      })
  void whatIsNoneIsShown(String text) {
    assertThat(Redaction.of(text)).isSameAs(text);
  }

  @Test
  void noTextTakesLong() {
    for (String part :
        new String[] {"token=", "://", "://@:", "\"token\": \"", "g:", "a=", "eyJ."}) {
      String text = part.repeat(200_000);
      assertThat(Redaction.of(text)).hasSameSizeAs(text);
    }
  }

  @Test
  void allFormatsHideIt() {
    Finding finding =
        Finding.of(
            "module-source",
            Enforcement.MANDATORY,
            "main.tf",
            null,
            null,
            "The source is 'https://user:hunter2@h.example'.",
            "https://user:hunter2@h.example");
    assertThat(finding.message()).isEqualTo("The source is 'https://user:*******@h.example'.");
    assertThat(new Undecided(".", "unreadable", "https://user:hunter2@h.example: gone").message())
        .doesNotContain("hunter2");
  }
}
