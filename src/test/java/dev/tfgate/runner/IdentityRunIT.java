package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.google.FakeServiceAccounts;
import dev.tfgate.report.ExitCode;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each root runs with its own credentials, seen by what the real Terraform is started with. */
class IdentityRunIT {
  private static final String IDENTITIES =
      """
      identities:
        - roots: ["de*"]
          google: {plan: "plan-{1}@acme.iam.gserviceaccount.com", apply: "apply-{1}@acme.iam.gserviceaccount.com"}
      """;

  @TempDir Path folder;
  private FakeServiceAccounts google;
  private World world;
  private Path seen;

  @BeforeEach
  void aProgramThatWritesDownItsEnvironment() throws IOException {
    google = new FakeServiceAccounts();
    World real = World.in(Files.createDirectory(folder.resolve("real")));
    seen = Files.createDirectory(folder.resolve("seen"));
    Path wrapper =
        real.program(
            folder.resolve("bin/terraform"),
            "env > %s/$1\nexec %s \"$@\"\n".formatted(seen, World.terraform()));
    world =
        World.in(
            Files.createDirectory(folder.resolve("world")),
            new RealProgram(Engine.TERRAFORM, World.version(), wrapper));
    world.environment.put("GOOGLE_CREDENTIALS", "ambient-secret");
    world.printing += ", pass_env: [GOOGLE_CREDENTIALS]";
    world.file("dev/main.tf", "resource \"terraform_data\" \"a\" {}\n");
  }

  @AfterEach
  void end() {
    google.close();
  }

  @Test
  void planAndApplyRunAsTwoIdentities() throws IOException {
    world.gate(IDENTITIES);
    assertThat(tfgate("init").code()).isEqualTo(ExitCode.PASSED);
    assertThat(tfgate("plan").code()).isEqualTo(ExitCode.PASSED);
    CommandRun.Result applied = tfgate("apply");
    assertThat(applied.code()).as(applied.err()).isEqualTo(ExitCode.PASSED);
    assertThat(seen("plan"))
        .contains("GOOGLE_OAUTH_ACCESS_TOKEN=access-of-plan-v@acme.iam.gserviceaccount.com")
        .doesNotContain("ambient-secret");
    assertThat(seen("apply"))
        .contains("GOOGLE_OAUTH_ACCESS_TOKEN=access-of-apply-v@acme.iam.gserviceaccount.com")
        .contains("GCE_METADATA_HOST=metadata.invalid");
    assertThat(applied.out() + applied.err()).doesNotContain("access-of-");
    try (var files = Files.walk(world.data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("access-of-");
      }
    }
  }

  @Test
  void aRootThatNoEntryNamesHasNone() throws IOException {
    world.gate(IDENTITIES.replace("de*", "other-*"));
    CommandRun.Result result = tfgate("init");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.PASSED);
    assertThat(result.err()).contains("'dev' runs without credentials");
    assertThat(seen("init")).doesNotContain("GOOGLE_OAUTH_ACCESS_TOKEN", "ambient-secret");
    assertThat(google.calls()).isEmpty();
  }

  @Test
  void anAccountThatMayNotBeImpersonatedEndsTheRunBeforeAnythingStarts() throws IOException {
    world.gate(IDENTITIES);
    google.refuse("plan-v@acme.iam.gserviceaccount.com");
    CommandRun.Result result = tfgate("init");
    assertThat(result.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(result.err()).contains("serviceAccountTokenCreator");
    assertThat(seen.resolve("init")).doesNotExist();
  }

  @Test
  void aRootWhosePathMakesTheNameOfAnotherIsRefused() throws IOException {
    world.gate(
        """
        identities:
          - roots: ["*"]
            google: {plan: "plan-{1}@acme.iam.gserviceaccount.com"}
          - roots: ["svc/*"]
            google: {plan: "plan-{1}@acme.iam.gserviceaccount.com"}
        """);
    world.file("svc/dev/main.tf", "resource \"terraform_data\" \"a\" {}\n");
    CommandRun.Result result = tfgate("init");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("plan-dev@", "dev and of svc/dev");
  }

  private CommandRun.Result tfgate(String... arguments) {
    return world.tfgate(List.of("--endpoint", "iamcredentials=" + google.endpoint()), arguments);
  }

  private String seen(String subcommand) throws IOException {
    return Files.readString(seen.resolve(subcommand));
  }
}
