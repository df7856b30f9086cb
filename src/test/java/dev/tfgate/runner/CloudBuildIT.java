package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import dev.tfgate.store.FakeCloudStorage;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docs/cloud-build.md} and the Cloud Build files say to run, run. */
class CloudBuildIT {
  private static final Path DOCUMENT = Path.of("docs/cloud-build.md");
  private static final Pattern GCLOUD = Pattern.compile("^gcloud ((?:[a-z-]+ )+?)(?=[\"'-]|$)");
  private static final Pattern OPTION = Pattern.compile(" (--[a-z][a-z-]*)");
  private static final Pattern STEP = Pattern.compile("(?m)^ +args: \\[(.*)]$");

  @TempDir Path folder;
  private World world;

  @BeforeEach
  void makeWorld() throws IOException {
    world =
        World.in(folder)
            .file("dev/main.tf", "resource \"terraform_data\" \"x\" {\n  input = \"x\"\n}\n");
    world.environment.put("TFGATE_MODE", "ci");
    world.environment.put("TFGATE_TRUST", world.trust.toString());
  }

  private CommandRun.Result run(List<String> arguments) {
    return new CommandRun(world.environment, world.checkout, "")
        .run(arguments.toArray(new String[0]));
  }

  private void passes(List<String> arguments) {
    CommandRun.Result result = run(arguments);
    assertThat(result.code())
        .as(arguments + "\n" + result.err() + result.out())
        .isEqualTo(ExitCode.PASSED);
  }

  private static String section(String heading) throws IOException {
    String document = Files.readString(DOCUMENT);
    return document.substring(document.indexOf(heading) + heading.length()).split("\n## ", 2)[0];
  }

  private static String block(String heading, String language) throws IOException {
    String section = section(heading);
    String fence = "```" + language + "\n";
    String block = section.substring(section.indexOf(fence) + fence.length());
    return block.substring(0, block.indexOf("```"));
  }

  /** The commands in a block, one a line, those that go on over several lines as well. */
  private static List<String> commands(String block) {
    return block.replaceAll("\\\\\n\\s*", "").lines().map(String::strip).toList();
  }

  private void runAll(String heading, String... more) throws IOException {
    for (String line : commands(block(heading, "sh"))) {
      List<String> words = new ArrayList<>(List.of(line.split(" ")));
      assertThat(words.removeFirst()).isEqualTo("tfgate");
      words.addAll(words.contains("--") ? words.indexOf("--") : words.size(), List.of(more));
      passes(words);
    }
  }

  @Test
  void theDocumentsStepsPassAndItsPullRequestsAreBlocked() throws IOException {
    try (FakeCloudStorage storage = new FakeCloudStorage()) {
      storage.put("acme-ci-config", "README", "the trusted copies");
      for (String file : List.of("cloudbuild.yaml", "cloudbuild-apply.yaml")) {
        world.file(file, Files.readString(Path.of(file)));
      }
      writeSampleTrust();
      String endpoint = "--endpoint=storage=" + storage.endpoint();
      runAll("## 4.", "--mode=local", endpoint);
      assertThat(storage.text("acme-ci-config", "terraform/cloudbuild.yaml"))
          .isEqualTo(Files.readString(Path.of("cloudbuild.yaml")));
      runAll("## 6.", endpoint);
      assertThat(run(List.of("check", endpoint)).out()).contains("0 mandatory, 0 advisory");

      world.file("dev/more.tf", block("## 7.", "hcl"));
      CommandRun.Result check = run(List.of("check", endpoint));
      assertThat(check.code()).isEqualTo(ExitCode.FINDINGS);
      assertThat(check.out()).contains("dev/more.tf").contains("mandatory  provisioner  2:3");

      Files.delete(world.checkout.resolve("dev/more.tf"));
      world.file("cloudbuild.yaml", "steps: []\n");
      check = run(List.of("check", endpoint));
      assertThat(check.code()).isEqualTo(ExitCode.FINDINGS);
      assertThat(check.out()).contains("cloudbuild.yaml").contains("ci-config-drift");
    }
  }

  /** The trust directory of the image, but for its places and a state that needs no bucket. */
  private void writeSampleTrust() throws IOException {
    String sample = Files.readString(Path.of("gate.yaml"));
    assertThat(sample).contains("/opt/terraform/plugins", "type: gcs", "policies: [policies]");
    Files.writeString(
        world.trust.resolve("gate.yaml"),
        sample
            .replace("/opt/terraform/plugins", world.plugins.toString())
            .replaceAll("\\{type: gcs,.*", "{type: local, arguments: {}}"));
    Path policies = Files.createDirectory(world.trust.resolve("policies"));
    try (Stream<Path> files = Files.list(Path.of("policies"))) {
      for (Path file : files.toList()) {
        Files.copy(file, policies.resolve(file.getFileName()));
      }
    }
  }

  private static Path gcloud() {
    Optional<Path> gcloud =
        Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
            .map(folder -> Path.of(folder, "gcloud"))
            .filter(Files::isExecutable)
            .findFirst();
    assumeTrue(gcloud.isPresent(), "no gcloud on the PATH: this test is skipped");
    return gcloud.orElseThrow();
  }

  @Test
  void gcloudMakesTheTriggersOfTheDocument() throws Exception {
    gcloud();
    List<JsonNode> triggers = new CopyOnWriteArrayList<>();
    ObjectMapper json = new ObjectMapper();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v1/projects/acme-ci/locations/europe-west1/triggers",
        exchange -> {
          ObjectNode trigger = (ObjectNode) json.readTree(exchange.getRequestBody());
          triggers.add(trigger.deepCopy());
          byte[] answer = json.writeValueAsBytes(trigger.put("id", "t"));
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      String script = block("# Cloud Build", "sh") + block("## 5.", "sh");
      Path log = folder.resolve("gcloud.log");
      ProcessBuilder builder =
          new ProcessBuilder("timeout", "120", "/bin/sh", "-euc", script)
              .redirectInput(new File("/dev/null"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      Map<String, String> environment = builder.environment();
      environment.put("CLOUDSDK_CONFIG", folder.resolve("gcloud").toString());
      environment.put("CLOUDSDK_CORE_DISABLE_PROMPTS", "1");
      environment.put("CLOUDSDK_AUTH_DISABLE_CREDENTIALS", "true");
      environment.put(
          "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDBUILD",
          "http://127.0.0.1:" + server.getAddress().getPort() + "/");
      int code = builder.start().waitFor();
      assertThat(code).as(Files.readString(log)).isZero();
    } finally {
      server.stop(0);
    }
    assertThat(triggers).hasSize(2);
    assertThat(triggers.get(0).at("/github/pullRequest/branch").asText()).isEqualTo("^main$");
    assertThat(triggers.get(1).at("/github/push/branch").asText()).isEqualTo("^main$");
    for (JsonNode trigger : triggers) {
      String identity = "/serviceAccounts/terraform-%s@".formatted(trigger.get("name").asText());
      assertThat(trigger.get("serviceAccount").asText()).contains(identity);
      assertThat(trigger.at("/build/serviceAccount").asText()).contains(identity);
      assertThat(trigger.at("/build/steps/2/args/4").asText()).isEqualTo("plan");
      assertThat(trigger.has("filename")).as("a configuration that a branch brings").isFalse();
    }
    assertThat(triggers.get(0).at("/build/steps")).hasSize(3);
    assertThat(triggers.get(1).at("/build/steps/3/args/4").asText()).isEqualTo("apply");
  }

  @Test
  void gcloudKnowsTheOptionsThatTheDocumentNames() throws Exception {
    Path gcloud = gcloud();
    Map<String, String> helps = new HashMap<>();
    int checked = 0;
    for (String heading : List.of("## 1.", "## 2.", "## 5.")) {
      for (String line : commands(block(heading, "sh"))) {
        Matcher command = GCLOUD.matcher(line);
        if (command.find()) {
          String words = command.group(1);
          if (!helps.containsKey(words)) {
            helps.put(words, help(gcloud, words));
          }
          for (Matcher option = OPTION.matcher(line); option.find(); checked++) {
            assertThat(helps.get(words)).as(words).contains(option.group(1));
          }
        }
      }
    }
    assertThat(checked).isGreaterThan(40);
  }

  private String help(Path gcloud, String words) throws Exception {
    List<String> command = new ArrayList<>(List.of(gcloud.toString()));
    command.addAll(List.of(words.split(" ")));
    command.add("--help");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new File("/dev/null"))
            .redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("CLOUDSDK_CONFIG", folder.resolve("gcloud").toString());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(words + " --help").isZero();
    return text;
  }

  @ParameterizedTest
  @ValueSource(strings = {"cloudbuild.yaml", "cloudbuild-apply.yaml"})
  void theStepsOfTheBuildPass(String file) throws IOException {
    String build = Files.readString(Path.of(file));
    assertThat(build.lines().filter(line -> line.contains("name: $")).distinct())
        .containsExactly("    name: ${_IMAGE}");
    int steps = 0;
    for (Matcher step = STEP.matcher(build); step.find(); steps++) {
      passes(
          Arrays.stream(step.group(1).split(", "))
              .map(word -> word.replace("\"", "").replace("${_ROOT}", "dev"))
              .map(word -> word.replace("/var/lib/tfgate", folder.toString()))
              .toList());
    }
    assertThat(steps).isGreaterThanOrEqualTo(3);
  }
}
