package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.Mode;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.WebhookSettings;
import dev.tfgate.webhook.Webhook;
import dev.tfgate.webhook.WebhookFunction;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Terraform of the webhook passes the gate itself, and fits the trust directory beside it. */
class DeployTest {
  private static final Path DEPLOY = Path.of("deploy");

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Set<String> META = Set.of("for_each", "count", "depends_on", "provider");

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

  /**
   * As {@code terraform validate} does with the provider: each resource, block and argument is one
   * that the pinned version has, and none that it requires is missing.
   */
  @Test
  void everyArgumentIsOneThatTheProviderHas() throws IOException {
    JsonNode schema = facts();
    JsonNode seen =
        JSON.readTree(
            new CommandRun()
                .run("inspect", "--format=json", "--mode=local", DEPLOY.toString())
                .out());
    List<String> wrong = new ArrayList<>();
    int resources = 0;
    for (JsonNode file : seen.get("files")) {
      for (JsonNode block : file.get("blocks")) {
        if (block.get("type").asText().equals("resource")) {
          resources++;
          String type = block.at("/labels/0").asText();
          judge(type, block, schema.path(type), true, wrong);
        }
      }
    }
    assertThat(resources).isGreaterThan(20);
    assertThat(wrong).isEmpty();
    assertThat(Files.readString(DEPLOY.resolve("versions.tf"))).contains("\"6.50.0\"");
  }

  /** Terraform itself, with a provider of those names in the place of the real one. */
  @Test
  void terraformValidatesItWithTheProvidersNames() throws Exception {
    Path standIn = Files.createDirectory(folder.resolve("standin"));
    Path resources = Path.of("src/test/resources/dev/tfgate/cli");
    for (String file :
        List.of("standin/main.go", "standin/go.mod", "standin/go.sum", "google-schema.json")) {
      Files.copy(resources.resolve(file), standIn.resolve(Path.of(file).getFileName()));
    }
    Path packages =
        Files.createDirectories(
            folder.resolve("mirror/registry.terraform.io/hashicorp/google/6.50.0/linux_amd64"));
    Path provider = packages.resolve("terraform-provider-google_v6.50.0_x5");
    assumeTrue(
        ran(standIn, "go", "build", "-o", provider.toString(), "."),
        "no Go here, or not its modules, so terraform validate was not run on deploy/");
    Path copy = folder.resolve("deploy");
    copy(DEPLOY, copy);
    Files.writeString(
        folder.resolve("terraform.rc"),
        "provider_installation {\n  filesystem_mirror {\n    path = \"%s\"\n  }\n}\n"
            .formatted(folder.resolve("mirror")));
    assumeTrue(
        ran(copy, "terraform", "init", "-backend=false", "-no-color"),
        "no Terraform here that takes the stand-in, so deploy/ was not validated");
    assertThat(ran(copy, "terraform", "validate", "-no-color"))
        .as(Files.readString(folder.resolve("log")))
        .isTrue();
    Path service = copy.resolve("service.tf");
    Files.writeString(
        service, Files.readString(service).replace("invoker_iam_disabled", "invoker_disabled"));
    assertThat(ran(copy, "terraform", "validate", "-no-color")).isFalse();
  }

  private boolean ran(Path where, String... command) throws InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    builder.environment().put("TF_CLI_CONFIG_FILE", folder.resolve("terraform.rc").toString());
    builder.environment().put("CHECKPOINT_DISABLE", "1");
    builder.environment().put("GOTOOLCHAIN", "local");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      return false;
    }
    boolean ended = process.waitFor(2, TimeUnit.MINUTES);
    if (!ended) {
      process.destroyForcibly();
    }
    return ended && process.exitValue() == 0;
  }

  /** What the tests above would find, so that it can be seen to fail. */
  @Test
  void anArgumentThatTheProviderDoesNotHaveIsFound() throws IOException {
    List<String> wrong = new ArrayList<>();
    JsonNode block =
        JSON.readTree(
            """
            {"attributes":["name","serviceaccount","uri"],
             "blocks":[{"type":"template","attributes":[],"blocks":[
               {"type":"containers","attributes":["args"],"blocks":[]}]}]}
            """);
    String type = "google_cloud_run_v2_service";
    judge(type, block, facts().path(type), true, wrong);
    judge("google_nothing", block, facts().path("google_nothing"), true, wrong);
    assertThat(wrong)
        .containsExactly(
            type + ".serviceaccount is not there",
            type + ".uri can't be set",
            type + ".template.containers.image is required",
            type + ".location is required",
            "google_nothing is not there");
  }

  @Test
  void theFunctionsFolderHasOneJarThatNamesTheOthers() throws Exception {
    Path lib = Files.createDirectory(folder.resolve("lib"));
    Path classes =
        Path.of(WebhookFunction.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    // What a distribution has there: the program's own jar, its libraries, caches.
    jar(lib.resolve("tfgate.jar"), classes);
    Files.writeString(lib.resolve("check.aot"), "");
    Path out = folder.resolve("function");
    ProcessBuilder command =
        new ProcessBuilder(
                "sh",
                DEPLOY.resolve("function/package").toString(),
                lib.toString(),
                DEPLOY.resolve("trust").toString(),
                out.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile());
    command.environment().put("JAVA_HOME", System.getProperty("java.home"));
    assertThat(command.start().waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("function.jar", "libs", "trust");
    }
    assertThat(out.resolve("libs/check.aot")).doesNotExist();
    try (URLClassLoader loader =
        new URLClassLoader(new URL[] {out.resolve("function.jar").toUri().toURL()}, null)) {
      assertThat(loader.getResource("dev/tfgate/webhook/WebhookFunction.class")).isNotNull();
    }
  }

  private static void jar(Path jar, Path classes) throws IOException {
    String entry = "dev/tfgate/webhook/WebhookFunction.class";
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(jar))) {
      zip.putNextEntry(new ZipEntry(entry));
      zip.write(Files.readAllBytes(classes.resolve(entry)));
    }
  }

  private static JsonNode facts() throws IOException {
    try (InputStream in = DeployTest.class.getResourceAsStream("google-schema.json")) {
      return JSON.readTree(in);
    }
  }

  private static void judge(
      String place, JsonNode block, JsonNode schema, boolean top, List<String> wrong) {
    if (schema.isMissingNode()) {
      wrong.add(place + " is not there");
      return;
    }
    Set<String> written = new HashSet<>();
    for (JsonNode attribute : block.get("attributes")) {
      String name = attribute.asText();
      written.add(name);
      String kind = schema.path(name).asText();
      if (top && META.contains(name)) {
        continue;
      }
      if (kind.isEmpty() || schema.path(name).isObject()) {
        wrong.add(place + "." + name + " is not there");
      } else if (kind.equals("computed")) {
        wrong.add(place + "." + name + " can't be set");
      }
    }
    for (JsonNode inner : block.get("blocks")) {
      String name = inner.get("type").asText();
      written.add(name);
      if (!top || !name.equals("lifecycle")) {
        JsonNode of = schema.path(name);
        judge(
            place + "." + name,
            inner,
            of.isObject() ? of : MissingNode.getInstance(),
            false,
            wrong);
      }
    }
    schema
        .fieldNames()
        .forEachRemaining(
            name -> {
              String kind =
                  schema.get(name).isObject()
                      ? schema.get(name).get("_").asText()
                      : schema.get(name).asText();
              if (!name.equals("_") && kind.startsWith("required") && !written.contains(name)) {
                wrong.add(place + "." + name + " is required");
              }
            });
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
