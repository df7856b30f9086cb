package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tfgate.cli.CommandRun;
import dev.tfgate.plugins.PackageHash;
import dev.tfgate.report.ExitCode;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.RealProgram;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A real apply that creates projects with a stand-in for the google provider, and a Resource
 * Manager on loopback in which the creator is their Owner.
 */
@ParameterizedClass
@MethodSource("dev.tfgate.terraform.profile.RealProgram#all")
class ProjectApplyIT {
  @SuppressWarnings("NullAway.Init")
  @Parameter
  RealProgram program;

  private static final Path SOURCE = Path.of("src/test/go/google-provider").toAbsolutePath();
  private static final String CREATOR = "serviceAccount:tf@acme.iam.gserviceaccount.com";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path built;
  @TempDir Path folder;

  private World world;
  private HttpServer server;
  private final Map<String, ObjectNode> policies = new ConcurrentHashMap<>();

  @BeforeAll
  static void buildProvider() throws Exception {
    Process build;
    try {
      build =
          new ProcessBuilder("go", "build", "-o", built.resolve("provider").toString(), ".")
              .directory(SOURCE.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      abort("go is not installed: no project is created with a stand-in provider");
      return;
    }
    String log = new String(build.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(build.waitFor()).as(log).isZero();
  }

  @BeforeEach
  void makeWorld() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v3/", this::handle);
    server.start();
    world = World.in(folder, program);
    world.gate("owners: {strip: [\"%s\"], other_admins: []}".formatted(CREATOR));
    String source =
        (program.engine() == Engine.TOFU ? "registry.opentofu.org" : "registry.terraform.io")
            + "/hashicorp/google";
    Path provider =
        world.plugins.resolve(source + "/9.9.9/linux_amd64/terraform-provider-google_v9.9.9");
    Files.createDirectories(provider.getParent());
    Files.copy(built.resolve("provider"), provider);
    String sha256 = PackageHash.sha256(provider, read -> {});
    String name = provider.getFileName().toString();
    world.manifest(
        """
        providers:
        - source: %s
          version: 9.9.9
          platforms:
            linux_amd64:
              h1: "%s"
              executable: %s
              files: [{path: %s, size: %d, mode: "0755", sha256: "%s"}]
        """
            .formatted(
                source,
                PackageHash.h1(Map.of(name, sha256)),
                name,
                name,
                Files.size(provider),
                sha256));
  }

  @AfterEach
  void stopServer() {
    server.stop(0);
  }

  private void projects(String... blocks) throws IOException {
    StringBuilder source =
        new StringBuilder(
            """
            terraform {
              required_providers {
                google = { source = "hashicorp/google" }
              }
            }
            """);
    for (int i = 0; i < blocks.length; i++) {
      String[] words = blocks[i].split(" ", 0);
      policies.put(
          "projects/" + words[0],
          (ObjectNode)
              JSON.readTree(
                  """
                  {"version": 3, "etag": "ZTE=", "bindings": [
                    {"role": "roles/owner",
                     "members": ["%s", "group:admins@acme.example"]}]}
                  """
                      .formatted(CREATOR)));
      source.append(
          """

          resource "google_project" "p%d" {
            project_id = "%s"
            name       = "%s"
            %s
          }
          """
              .formatted(
                  i,
                  words[0],
                  words.length > 1 ? words[1] : "x",
                  i == 0 ? "" : "depends_on = [google_project.p%d]".formatted(i - 1)));
    }
    world.file("dev/main.tf", source.toString());
  }

  private List<String> options() {
    return List.of(
        "--endpoint", "resourcemanager=http://127.0.0.1:" + server.getAddress().getPort());
  }

  private String owners(String project) {
    for (JsonNode binding :
        Objects.requireNonNull(policies.get("projects/" + project)).get("bindings")) {
      if (binding.get("role").asText().equals("roles/owner")) {
        return binding.get("members").toString();
      }
    }
    return "[]";
  }

  private void planned() {
    for (String subcommand : List.of("init", "plan")) {
      CommandRun.Result result = world.tfgate(subcommand);
      assertThat(result.code()).as(result.err() + result.out()).isEqualTo(ExitCode.PASSED);
      if (subcommand.equals("plan")) {
        assertThat(result.err()).contains("advisory  project-creation");
      }
    }
  }

  @Test
  void ownerOfCreatedProjectsIsGoneAfterTheApply() throws IOException {
    projects("acme-one", "acme-two");
    planned();
    assertThat(owners("acme-one")).contains(CREATOR);
    CommandRun.Result apply = world.tfgate(options(), "apply");
    assertThat(apply.code()).as(apply.err() + apply.out()).isEqualTo(ExitCode.PASSED);
    assertThat(apply.out()).contains("google_project.p0: Creation complete");
    assertThat(apply.err()).contains("Owner of acme-one: removed");
    for (String project : List.of("acme-one", "acme-two")) {
      assertThat(owners(project)).isEqualTo("[\"group:admins@acme.example\"]");
    }
  }

  @Test
  void anApplyThatFailsAtTheSecondOfThreeStripsTheFirst() throws IOException {
    projects("acme-one", "fail-two", "acme-three");
    planned();
    CommandRun.Result apply = world.tfgate(options(), "apply");
    assertThat(apply.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(apply.err())
        .contains("'%s apply' failed with exit code 1".formatted(program.engine().word()))
        .contains("Owner of acme-one: removed");
    assertThat(apply.out()).contains("Error: the project can't be created");
    assertThat(owners("acme-one")).doesNotContain(CREATOR);
    assertThat(owners("acme-three")).contains(CREATOR);
  }

  @Test
  void aProjectWhoseCreationFailedAfterItWasThereIsStripped() throws IOException {
    projects("acme-one", "bill-two", "acme-three");
    planned();
    CommandRun.Result apply = world.tfgate(options(), "apply");
    assertThat(apply.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(apply.out()).contains("Error: billing not allowed");
    assertThat(apply.err())
        .contains("Owner of acme-one: removed", "Owner of bill-two: removed")
        .doesNotContain("google_project.p1: failed");
    assertThat(owners("bill-two")).doesNotContain(CREATOR);
    assertThat(owners("acme-three")).contains(CREATOR);
  }

  @Test
  void aProjectThatIsNotInTheStateIsTriedByItsPlannedId() throws IOException {
    projects("fail-one");
    planned();
    CommandRun.Result apply = world.tfgate(options(), "apply");
    assertThat(apply.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(apply.err()).contains("Owner of fail-one: removed");
  }

  @Test
  void theRecordIsOpenedBeforeTheApply() throws IOException {
    projects("acme-one");
    planned();
    Path folder = Files.createDirectory(this.folder.resolve("record"));
    List<String> options = new ArrayList<>(options());
    options.addAll(List.of("--record", folder.toString()));
    CommandRun.Result apply = world.tfgate(options, "apply");
    assertThat(apply.code()).isEqualTo(ExitCode.USAGE);
    assertThat(apply.out()).isEmpty();
    assertThat(world.tfgate("state", "list").out()).isEmpty();
    CommandRun.Result again = world.tfgate(options(), "apply");
    assertThat(again.code()).as(again.err()).isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aCreatorThatIsNotTheOneNamedIsAContradiction() throws IOException {
    projects("acme-one");
    planned();
    String other = "serviceAccount:other@acme.iam.gserviceaccount.com";
    policies.replaceAll(
        (name, policy) -> {
          try {
            return (ObjectNode) JSON.readTree(policy.toString().replace(CREATOR, other));
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    CommandRun.Result apply = world.tfgate(options(), "apply");
    assertThat(apply.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(apply.err()).contains(other, "owners.strip");
  }

  @Test
  void whatAKilledApplyCreatedIsStrippedByTheNextRun() throws Exception {
    projects("acme-one", "acme-two slow", "acme-three");
    planned();
    Path out = folder.resolve("out");
    Process tfgate = process(out, folder.resolve("err"));
    await(tfgate, out, "google_project.p1: Creating...");
    tfgate.destroyForcibly().waitFor();
    assertThat(owners("acme-one")).contains(CREATOR);
    CommandRun.Result plan = world.tfgate(options(), "plan");
    assertThat(plan.code()).as(plan.err()).isEqualTo(ExitCode.PASSED);
    assertThat(plan.err()).contains("Owner of acme-one: removed", "Owner of acme-two: removed");
    assertThat(owners("acme-one")).doesNotContain(CREATOR);
    assertThat(owners("acme-two")).doesNotContain(CREATOR);
    assertThat(owners("acme-three")).contains(CREATOR);
    assertThat(world.tfgate("plan").err()).doesNotContain("earlier apply");
  }

  @Test
  void whereOwnerCantBeTakenTheProjectsAreNamed() throws IOException {
    projects("acme-one");
    planned();
    policies.clear();
    CommandRun.Result apply = world.tfgate(options(), "apply");
    assertThat(apply.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(apply.out()).contains("Apply complete!");
    assertThat(apply.err()).contains("Owner of acme-one: failed");
  }

  @Test
  void anInterruptReachesTerraformOnceAndOwnerIsStillTaken() throws Exception {
    projects("acme-one", "acme-two slow", "acme-three");
    planned();
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process tfgate = process(out, err);
    await(tfgate, out, "google_project.p1: Creating...");
    Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -INT " + tfgate.pid()).start();
    assertThat(kill.waitFor()).isZero();
    assertThat(tfgate.waitFor(180, TimeUnit.SECONDS)).isTrue();
    String said = Files.readString(out) + Files.readString(err);
    assertThat(tfgate.exitValue()).as(said).isEqualTo(ExitCode.UNDECIDED.code());
    assertThat(said)
        .contains("Interrupt received")
        .doesNotContain("Two interrupts received")
        .contains("google_project.p1: Creation complete")
        .contains("'%s apply' was interrupted".formatted(program.engine().word()))
        .contains("Owner of acme-two: removed");
    assertThat(owners("acme-one")).doesNotContain(CREATOR);
    assertThat(owners("acme-two")).doesNotContain(CREATOR);
    assertThat(owners("acme-three")).contains(CREATOR);
    assertThat(world.tfgate("state", "list").out())
        .isEqualTo("google_project.p0\ngoogle_project.p1\n");
  }

  /** Starts an apply as a process of its own. */
  private Process process(Path out, Path err) throws IOException {
    List<String> options = new ArrayList<>(List.of("--root", "dev"));
    options.addAll(options());
    List<String> command = new ArrayList<>(ThisJava.command());
    command.addAll(world.command(options, List.of("apply")));
    return new ProcessBuilder(command)
        .directory(world.checkout.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  private static void await(Process process, Path file, String text) throws Exception {
    for (int i = 0; i < 3000 && process.isAlive(); i++) {
      if (Files.readString(file).contains(text)) {
        return;
      }
      Thread.sleep(50);
    }
    assertThat(file).content().contains(text);
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath().substring("/v3/".length());
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    String resource = path.replaceFirst(":.*", "");
    ObjectNode policy = policies.get(resource);
    int code = 200;
    String answer;
    if (policy == null) {
      code = 404;
      answer = "{\"error\": {\"code\": 404, \"status\": \"NOT_FOUND\", \"message\": \"none\"}}";
    } else if (path.endsWith(":getIamPolicy")) {
      answer = policy.toString();
    } else if (path.endsWith(":setIamPolicy")) {
      ObjectNode wanted = (ObjectNode) body.get("policy");
      assertThat(wanted.get("etag")).isEqualTo(policy.get("etag"));
      wanted.put("etag", "ZTI=");
      policies.put(resource, wanted);
      answer = wanted.toString();
    } else {
      answer = "{\"name\": \"%s\", \"parent\": \"organizations/1\"}".formatted(resource);
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json; charset=UTF-8");
    exchange.sendResponseHeaders(code, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
