package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Mode;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.WebhookSettings;
import dev.tfgate.webhook.Webhook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Terraform of the webhook passes the gate itself, and fits the trust directory beside it. */
class DeployTest {
  private static final Path DEPLOY = Path.of("deploy");

  @TempDir private Path folder = Path.of("");

  @Test
  void theGatePassesWhereTheProviderIsPinned() throws IOException {
    Path trust = Files.createDirectory(folder.resolve("trust"));
    Files.writeString(
        trust.resolve("gate.yaml"),
        Files.readString(DEPLOY.resolve("trust/gate.yaml")) + "\npolicies: [policies]\n");
    copy(Path.of("policies"), trust.resolve("policies"));
    Files.writeString(
        trust.resolve("plugins-manifest.yaml"),
        """
        version: 1
        providers:
        - source: registry.terraform.io/hashicorp/google
          version: 6.50.0
          platforms:
            linux_amd64:
              h1: "h1:GZSeqOXeKi8YnGXbbpTJQQ81yyjuUo0Rm/oit+dqjzU="
              executable: terraform-provider-google_v6.50.0_x5
              files: [{path: terraform-provider-google_v6.50.0_x5, size: 1, mode: "0755", sha256: "%s"}]
        """
            .formatted("0".repeat(64)));
    CommandRun.Result result =
        new CommandRun().run("check", "--mode=local", "--trust=" + trust, DEPLOY.toString());
    assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void theTrustDirectoryNamesTheIdentitiesOfTheTerraform() throws IOException {
    WebhookSettings settings =
        Webhook.settings(
            Optional.of(new TrustLocation(DEPLOY.resolve("trust").toAbsolutePath(), "--trust")),
            Mode.LOCAL);
    String terraform = all();
    WebhookSettings.Push push = Objects.requireNonNull(settings.push());
    WebhookSettings.Job apply = Objects.requireNonNull(settings.apply());
    assertThat(terraform).contains("\"" + push.audience() + "\"");
    for (String account :
        List.of(settings.plan().serviceAccount(), apply.serviceAccount(), push.serviceAccount())) {
      assertThat(terraform)
          .containsPattern("account_id += \"" + account.replaceFirst("@.*", "") + "\"");
    }
    assertThat(terraform).doesNotContain("roles/owner", "roles/editor", "allUsers");
  }

  @Test
  void terraformFindsItWellFormed() throws IOException, InterruptedException {
    Process terraform;
    try {
      terraform =
          new ProcessBuilder("terraform", "fmt", "-check", "-recursive", "-diff", DEPLOY.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      assumeTrue(false, "terraform is not on the PATH, so deploy/ was not formatted by it");
      throw e;
    }
    assertThat(terraform.waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
  }

  private static String all() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(DEPLOY)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".tf")).sorted().toList()) {
        all.append(Files.readString(file));
      }
    }
    return all.toString();
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.resolve("..").normalize());
        Files.copy(file, copy);
      }
    }
  }
}
