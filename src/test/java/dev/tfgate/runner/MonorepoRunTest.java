package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.google.FakeServiceAccounts;
import dev.tfgate.identity.FakeSecurityTokens;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The monorepo of the examples, with a stand-in for Terraform, a small file for the aws provider,
 * and IAM Credentials and STS on loopback.
 */
class MonorepoRunTest {
  private static final Path EXAMPLE = Path.of("examples/monorepo");
  private static final String PLACE = "examples/monorepo/";

  @TempDir Path folder;
  private World world;
  private StandIn script;
  private FakeServiceAccounts google;
  private FakeSecurityTokens aws;

  @BeforeEach
  void makeWorld() throws Exception {
    StandIn.Set set = StandIn.in(folder);
    world = set.world();
    script = set.script();
    google = new FakeServiceAccounts();
    aws = new FakeSecurityTokens();
    String h1 = provider();
    copy(EXAMPLE, world.checkout.resolve(PLACE), h1);
    copy(EXAMPLE.resolve("policies"), world.trust.resolve("policies"), h1);
    copy(EXAMPLE.resolve("trusted"), world.trust.resolve("trusted"), h1);
    Files.writeString(
        world.trust.resolve("gate.yaml"),
        Files.readString(EXAMPLE.resolve("gate.yaml"))
                .replace("path: ./cloudbuild.yaml", "path: " + PLACE + "cloudbuild.yaml")
            + "terraform: {plugin_dir: %s}\n".formatted(world.plugins));
    git("init", "-q");
    git("add", "-A");
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "one");
  }

  @AfterEach
  void end() {
    google.close();
    aws.close();
  }

  private String provider() throws IOException {
    Path program =
        world.plugins.resolve(
            "registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64/terraform-provider-aws_v5.100.0");
    world.program(program, "exit 1\n");
    String sha256 = PackageHash.sha256(program, read -> {});
    String name = program.getFileName().toString();
    String h1 = PackageHash.h1(Map.of(name, sha256));
    world.manifest(
        """
        providers:
        - source: registry.terraform.io/hashicorp/aws
          version: 5.100.0
          platforms:
            linux_amd64:
              h1: "%s"
              executable: %s
              files: [{path: %s, size: %d, mode: "0755", sha256: "%s"}]
        """
            .formatted(h1, name, name, Files.size(program), sha256));
    return h1;
  }

  private static void copy(Path from, Path to, String h1) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        String text = Files.readString(file, StandardCharsets.UTF_8);
        Files.writeString(
            copy, file.endsWith(".terraform.lock.hcl") ? text.replaceAll("h1:[^\"]*", h1) : text);
      }
    }
  }

  private void git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process git = new ProcessBuilder(command).directory(world.checkout.toFile()).start();
    assertThat(git.waitFor()).isZero();
  }

  private CommandRun.Result changed(String... arguments) {
    List<String> options =
        List.of(
            "--changed-since",
            "HEAD",
            "--endpoint",
            "iamcredentials=" + google.endpoint(),
            "--endpoint",
            "sts=" + aws.endpoint());
    CommandRun.Result result =
        new CommandRun(world.environment, world.checkout, "")
            .run(world.command(options, List.of(arguments)).toArray(new String[0]));
    assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
    return result;
  }

  @Test
  void aChangeToASharedModulePlansWhatItAffectsInWavesEachAsItself() throws Exception {
    Files.writeString(
        world.checkout.resolve(PLACE + "modules/queue/main.tf"),
        Files.readString(EXAMPLE.resolve("modules/queue/main.tf")) + "\n# more\n");
    changed("init");
    script.calls();
    CommandRun.Result plan = changed("plan");
    List<String> calls = script.calls();
    assertThat(new TreeSet<>(calls.stream().filter(call -> call.endsWith(" plan")).toList()))
        .containsExactly(
            "begin examples/monorepo/platform/events plan",
            "begin examples/monorepo/services/billing/dev plan",
            "begin examples/monorepo/services/billing/prod plan",
            "begin examples/monorepo/services/shop/dev plan",
            "begin examples/monorepo/services/shop/prod plan",
            "end examples/monorepo/platform/events plan",
            "end examples/monorepo/services/billing/dev plan",
            "end examples/monorepo/services/billing/prod plan",
            "end examples/monorepo/services/shop/dev plan",
            "end examples/monorepo/services/shop/prod plan");
    for (String environment : List.of("dev", "prod")) {
      assertThat(calls.indexOf("begin examples/monorepo/services/shop/" + environment + " plan"))
          .isGreaterThan(calls.indexOf("end examples/monorepo/platform/events show"));
    }
    Map<String, String> who =
        Map.of(
            "platform/events", "platform",
            "services/billing/dev", "billing-dev",
            "services/billing/prod", "billing-prod",
            "services/shop/dev", "shop-dev",
            "services/shop/prod", "shop-prod");
    for (Map.Entry<String, String> root : who.entrySet()) {
      assertThat(script.seen(PLACE + root.getKey(), "plan").lines())
          .contains(
              "GOOGLE_OAUTH_ACCESS_TOKEN=access-of-plan-%s@acme-ci.iam.gserviceaccount.com"
                  .formatted(root.getValue()),
              "AWS_ACCESS_KEY_ID=ASIAplan-" + root.getValue(),
              "AWS_SESSION_TOKEN=session-of-plan-" + root.getValue())
          .filteredOn(line -> line.contains("-of-") || line.contains("ASIA"))
          .hasSize(4)
          .allMatch(line -> line.contains("plan-" + root.getValue()));
    }
    assertThat(google.calls()).noneMatch(call -> call.path().contains("/apply-"));
    assertThat(plan.out() + plan.err()).doesNotContain("access-of-", "session-of-", "ASIA");
    noSecretOnDisk();
  }

  @Test
  void anApplyAsksForNewKeysOfAwsAsOftenAsItNeedsSome() throws Exception {
    Files.writeString(
        world.checkout.resolve(PLACE + "services/shop/dev/description.txt"), "another\n");
    changed("init");
    changed("plan");
    script.behave(
        PLACE + "services/shop/dev",
        "apply",
        """
        cat "$AWS_CONFIG_FILE" > %1$s/aws.config
        for i in 1 2; do
          sh -c "$(sed -n 's/^credential_process = //p' "$AWS_CONFIG_FILE")" > %1$s/keys.$i 2> %1$s/err.$i
        done
        echo "{\\"@level\\":\\"info\\",\\"@message\\":\\"$GOOGLE_OAUTH_ACCESS_TOKEN\\",\\"type\\":\\"log\\"}"
        """
            .formatted(script.folder()));
    int before = aws.calls().size();
    CommandRun.Result apply = changed("apply");
    for (String name : List.of("1", "2")) {
      assertThat(script.folder().resolve("keys." + name))
          .as(Files.readString(script.folder().resolve("err." + name)))
          .content()
          .contains(
              "\"AccessKeyId\":\"ASIAapply-shop-dev\"",
              "\"SessionToken\":\"session-of-apply-shop-dev\"");
      Files.delete(script.folder().resolve("keys." + name));
    }
    assertThat(aws.calls()).hasSize(before + 3);
    assertThat(script.seen(PLACE + "services/shop/dev", "apply"))
        .doesNotContain("AWS_ACCESS_KEY_ID", "session-of");
    assertThat(script.folder().resolve("aws.config"))
        .content()
        .matches("\\[default\\]\ncredential_process = [A-Za-z0-9/._+-]+\n");
    assertThat(apply.out() + apply.err()).contains("[secret]").doesNotContain("access-of-");
    try (Stream<Path> files = Files.walk(world.data)) {
      assertThat(files.map(file -> String.valueOf(file.getFileName())))
          .noneMatch(name -> name.startsWith("aws."));
    }
    noSecretOnDisk();
  }

  private void noSecretOnDisk() throws IOException {
    try (Stream<Path> files = Files.walk(world.data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("access-of-", "session-of-", "secret-of-");
      }
    }
  }
}
