package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.google.FakeServiceAccounts;
import dev.tfgate.identity.FakeSecurityTokens;
import dev.tfgate.plugins.PackageHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The monorepo of the examples as a repository of git, with a stand-in for Terraform, a small file
 * for the aws provider, and IAM Credentials and STS on loopback.
 */
final class ExampleMonorepo implements AutoCloseable {
  static final Path EXAMPLE = Path.of("examples/monorepo");
  static final String PLACE = "examples/monorepo/";

  /**
   * The roots that a change of the queue's module affects, and the name that each has for Google.
   */
  static final Map<String, String> BEHIND_THE_QUEUE =
      Map.of(
          "platform/events", "platform",
          "services/billing/dev", "billing-dev",
          "services/billing/prod", "billing-prod",
          "services/shop/dev", "shop-dev",
          "services/shop/prod", "shop-prod");

  private final String place;
  final World world;
  final StandIn script;
  final FakeServiceAccounts google = new FakeServiceAccounts();
  final FakeSecurityTokens aws = new FakeSecurityTokens();

  ExampleMonorepo(Path folder) throws Exception {
    this(folder, PLACE);
  }

  /**
   * Copies the example.
   *
   * @param place of the copy in the checkout, with {@code /} at its end; empty for the top
   */
  ExampleMonorepo(Path folder, String place) throws Exception {
    this.place = place;
    StandIn.Set set = StandIn.in(folder);
    world = set.world();
    script = set.script();
    String h1 = provider();
    copy(EXAMPLE, world.checkout.resolve(place), h1);
    copy(EXAMPLE.resolve("policies"), world.trust.resolve("policies"), h1);
    copy(EXAMPLE.resolve("trusted"), world.trust.resolve("trusted"), h1);
    Files.writeString(
        world.trust.resolve("gate.yaml"),
        Files.readString(EXAMPLE.resolve("gate.yaml")).replace("path: ./", "path: " + place)
            + "terraform: {plugin_dir: %s}\n".formatted(world.plugins));
    git("init", "-q");
    commit();
  }

  /** Changes the module of the queue, which all but one root stand on. */
  void changeTheQueue() throws IOException {
    Files.writeString(
        world.checkout.resolve(place + "modules/queue/main.tf"),
        Files.readString(EXAMPLE.resolve("modules/queue/main.tf")) + "\n# more\n");
  }

  void commit() throws Exception {
    git("add", "-A");
    git("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-qm", "x");
  }

  /** Runs tfgate in the checkout. */
  CommandRun.Result tfgate(List<String> arguments) {
    return new CommandRun(world.environment, world.checkout, "")
        .run(arguments.toArray(new String[0]));
  }

  /** Where the fakes are. */
  List<String> endpoints() {
    return List.of(
        "--endpoint", "iamcredentials=" + google.endpoint(), "--endpoint", "sts=" + aws.endpoint());
  }

  /** Fails where a file that a run left behind holds a token or a key. */
  static void holdsNoSecret(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
            .as(file.toString())
            .doesNotContain("access-of-", "session-of-", "secret-of-");
      }
    }
  }

  @Override
  public void close() {
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

  void git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process git = new ProcessBuilder(command).directory(world.checkout.toFile()).start();
    assertThat(git.waitFor()).isZero();
  }
}
