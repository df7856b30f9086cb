package dev.tfgate.plugins;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What a terraform binary says of itself.
 *
 * @param version such as {@code 1.11.4}
 * @param platform such as {@code linux_amd64}
 */
record TerraformBinary(String version, String platform) {
  private static final int SECONDS = 20;
  private static final int LONGEST_OUTPUT = 1 << 16;

  /**
   * Runs {@code terraform version -json} in an empty folder and with nothing of the environment, so
   * that neither a lock file nor a configuration of the user's has a part in the answer.
   *
   * @throws ExitException with code 3 where it gives no answer
   */
  static TerraformBinary ask(Path terraform) {
    try {
      Path empty = Files.createTempDirectory("tfgate-version");
      try {
        return answer(terraform, output(terraform, empty));
      } finally {
        Files.deleteIfExists(empty);
      }
    } catch (IOException e) {
      throw silent(terraform, UnreadableFileException.reason(e), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw silent(terraform, "interrupted", e);
    }
  }

  private static byte[] output(Path terraform, Path empty)
      throws IOException, InterruptedException {
    Path nothing = Path.of("/dev/null");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(terraform.toString(), "version", "-json"))
            .directory(empty.toFile())
            .redirectInput(nothing.toFile())
            .redirectError(nothing.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("HOME", empty.toString());
    builder.environment().put("CHECKPOINT_DISABLE", "1");
    Process process = builder.start();
    try (InputStream out = process.getInputStream()) {
      byte[] bytes = out.readNBytes(LONGEST_OUTPUT);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("no answer within %d seconds".formatted(SECONDS));
      }
      return bytes;
    } finally {
      process.destroyForcibly();
    }
  }

  private static TerraformBinary answer(Path terraform, byte[] json) throws IOException {
    @Nullable String version = null;
    @Nullable String platform = null;
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw silent(terraform, "its answer is no JSON", null);
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "terraform_version" -> version = parser.getText();
          case "platform" -> platform = parser.getText();
          default -> parser.skipChildren();
        }
      }
    }
    if (version == null
        || platform == null
        || !ManifestSyntax.VERSION.matches(version)
        || !ManifestSyntax.PLATFORM.matches(platform)) {
      throw silent(terraform, "it names no version and platform", null);
    }
    return new TerraformBinary(version, platform);
  }

  private static ExitException silent(Path terraform, String why, @Nullable Throwable cause) {
    return new ExitException(
        ExitCode.UNDECIDED,
        "'%s version -json' doesn't tell what it is: %s. Is it terraform 0.13 or later, for this"
                .formatted(terraform, why)
            + " platform?",
        cause);
  }
}
