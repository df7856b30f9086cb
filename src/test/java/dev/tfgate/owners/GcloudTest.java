package dev.tfgate.owners;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** gcloud works with the same fake, so that it is no fake of tfgate's own making. */
class GcloudTest {
  private static final String TERRAFORM = "serviceAccount:tf@acme.iam.gserviceaccount.com";

  @TempDir Path home;

  @Test
  void gcloudReadsWhatTfgateWroteAndWritesBesideIt() throws Exception {
    String gcloud =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .map(folder -> Path.of(folder, "gcloud"))
            .filter(Files::isExecutable)
            .map(Path::toString)
            .findFirst()
            .orElse("");
    Assumptions.assumeFalse(
        gcloud.isEmpty(), "no gcloud on the PATH: the fake is not checked with a second client");
    try (FakeResourceManager fake = new FakeResourceManager()) {
      fake.json(
          "projects/acme-one",
          "organizations/1",
          """
          {"version":3,"bindings":[
           {"role":"roles/owner","members":["group:admins@acme.example","%s"]},
           {"role":"roles/viewer","members":["user:ann@acme.example"],"condition":{"title":"t","expression":"request.time < timestamp('2027-01-01T00:00:00Z')"}}],
           "auditConfigs":[{"service":"allServices","auditLogConfigs":[{"logType":"DATA_READ"}]}]}
          """
              .formatted(TERRAFORM));
      assertThat(gcloud(fake, gcloud, "get-iam-policy", "acme-one", "--format=json"))
          .contains(TERRAFORM, "request.time <", "allServices");
      gcloud(
          fake,
          gcloud,
          "add-iam-policy-binding",
          "acme-one",
          "--member=user:eve@acme.example",
          "--role=roles/editor",
          "--condition=None",
          "--quiet");
      CommandRun.Result result =
          new CommandRun(Map.of(), home, "")
              .run(
                  "owners",
                  "strip",
                  "acme-one",
                  "--mode",
                  "local",
                  "--member",
                  TERRAFORM,
                  "--endpoint",
                  "resourcemanager=" + fake.url());
      assertThat(result.code()).as(result.out() + result.err()).isEqualTo(ExitCode.PASSED);
      assertThat(gcloud(fake, gcloud, "get-iam-policy", "acme-one", "--format=json"))
          .contains(
              "group:admins@acme.example",
              "user:ann@acme.example",
              "user:eve@acme.example",
              "request.time <",
              "allServices")
          .doesNotContain(TERRAFORM);
    }
  }

  private String gcloud(FakeResourceManager fake, String gcloud, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(gcloud, "projects"));
    command.addAll(List.of(arguments));
    Path out = home.resolve("out");
    Path err = home.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("CLOUDSDK_CONFIG", home.resolve("gcloud").toString());
    builder
        .environment()
        .put("CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDRESOURCEMANAGER", fake.url() + "/");
    builder.environment().put("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true");
    builder.environment().put("CLOUDSDK_CORE_DISABLE_PROMPTS", "1");
    builder.environment().put("CLOUDSDK_CORE_CHECK_GCE_METADATA", "false");
    Process process = builder.start();
    boolean ended = process.waitFor(60, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(out, StandardCharsets.UTF_8);
    assertThat(ended && process.exitValue() == 0)
        .as("gcloud %s: %s%s", String.join(" ", arguments), text, Files.readString(err))
        .isTrue();
    return text;
  }
}
