package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tfgate.Installed;
import dev.tfgate.dispatch.cloud.DispatchWorld;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DispatchCommandTest {
  @TempDir private Path folder = Path.of("");
  private Path checkout = Path.of("");
  private DispatchWorld world;

  @BeforeEach
  void aMonorepo() throws Exception {
    Installed.assume("git");
    world = new DispatchWorld(folder);
    world.builds().end(0, build -> "SUCCESS");
    checkout = Files.createDirectory(folder.resolve("checkout"));
    git("init", "-q");
    write("modules/app/main.tf", "");
    write("svc/net/main.tf", backend("svc/net"));
    write("svc/dev/main.tf", backend("svc/dev") + call() + reads("svc/net"));
    write("svc/prod/main.tf", backend("svc/prod") + call());
    write("README.md", "");
    commit();
    write("modules/app/main.tf", "locals { a = 1 }\n");
    write("svc/net/main.tf", backend("svc/net") + "# changed\n");
    commit();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void theAffectedRootsAreBuiltInWaves() throws Exception {
    Path report = folder.resolve("report.md");
    CommandRun.Result result =
        dispatch(
            "--changed-since",
            "HEAD~1",
            "--format",
            "json",
            "--report",
            "markdown=" + report,
            "--",
            "plan");
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.PASSED);
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertThat(
            JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(Files.readString(Path.of("docs/schema/dispatch.schema.json")))
                .validate(json))
        .isEmpty();
    assertThat(json.at("/commit").asText()).isEqualTo(git("rev-parse", "HEAD").strip());
    assertThat(json.at("/roots").findValuesAsText("path"))
        .containsExactly("svc/dev", "svc/net", "svc/prod");
    assertThat(json.at("/roots/0/wave").asInt()).isEqualTo(1);
    assertThat(built().getLast()).isEqualTo("svc/dev");
    assertThat(built()).containsExactlyInAnyOrder("svc/net", "svc/prod", "svc/dev");
    assertThat(Files.readString(report)).contains("| `svc/dev` | 1 | succeeded |");
  }

  @Test
  void aDryRunShowsWhatWouldBeStarted() throws Exception {
    CommandRun.Result text = dispatch("--changed-since", "HEAD~1", "--dry-run", "--", "apply");
    assertThat(text.code()).as(text.err()).isEqualTo(ExitCode.PASSED);
    assertThat(text.out())
        .matches(
            """
            wave 0
            would-start  svc/net
            would-start  svc/prod
            wave 1
            would-start  svc/dev

            Apply of [0-9a-f]{12} by gs://acme-ci-config/terraform/cloudbuild-apply.yaml#[0-9]+
            3 roots: 3 would start
            """);
    JsonNode json =
        new ObjectMapper()
            .readTree(
                dispatch("--roots", "svc/net", "--dry-run", "--format", "json", "--", "apply")
                    .out());
    assertThat(json.at("/roots/0/request/substitutions/_ROOT").asText()).isEqualTo("svc/net");
    assertThat(json.at("/roots/0/request/steps/0/args/4").asText()).isEqualTo("apply");
    assertThat(world.builds().calls()).isEmpty();
  }

  @Test
  void patternsNameRootsAndNarrowAChange() throws Exception {
    assertThat(dispatch("--roots", "svc/n*", "./svc/prod/", "--", "plan").code())
        .isEqualTo(ExitCode.PASSED);
    assertThat(built()).containsExactlyInAnyOrder("svc/net", "svc/prod");
    write("svc/net/main.tf", backend("svc/net"));
    commit();
    assertThat(dispatch("--changed-since", "HEAD~1", "--roots", "svc/dev", "--", "plan").out())
        .endsWith("0 roots: nothing to start\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--roots ** | Behind --",
        "-- plan | say which roots",
        "--roots ** -- destroy | not 'destroy'",
        "--roots ** -- plan -lock=false | what a build runs stands in",
        "--roots svc/nett -- plan | did you mean 'svc/net'",
        "--roots svc/net modules/* -- plan | matches no root",
        "--roots ** --concurrency 0 -- plan | a number from 1",
        "--roots ** --report sarif=x -- plan | text|json|markdown",
        "--roots ** --findings sarif=x -- plan | needs dispatch.reports",
        "--roots ** --findings x -- plan | --findings takes FORMAT=FILE"
      })
  void wrongUseIsTold(String arguments, String message) {
    CommandRun.Result result = dispatch(arguments.split(" "));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err().toLowerCase(java.util.Locale.ROOT))
        .contains(message.toLowerCase(java.util.Locale.ROOT));
    assertThat(world.builds().calls()).isEmpty();
  }

  @Test
  void aCheckoutThatIsNotItsCommitIsRefused() throws Exception {
    write("svc/net/main.tf", "");
    CommandRun.Result result = dispatch("--changed-since", "HEAD~1", "--", "plan");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("'svc/net/main.tf' differs from commit");
    git("checkout", "svc/net/main.tf");
    write("left-by-ci.json", "{}");
    assertThat(dispatch("--changed-since", "HEAD~1", "--", "plan").code())
        .isEqualTo(ExitCode.PASSED);
  }

  @Test
  void aRevisionThatIsNotThereIsTold() throws Exception {
    CommandRun.Result missing = dispatch("--changed-since", "nowhere", "--", "plan");
    assertThat(missing.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(missing.err()).contains("nowhere");
    Path whole = checkout;
    checkout = folder.resolve("shallow");
    Process clone =
        new ProcessBuilder("git", "clone", "-q", "--depth", "1", "file://" + whole, checkout + "")
            .start();
    assertThat(clone.waitFor()).isZero();
    CommandRun.Result shallow = dispatch("--changed-since", "HEAD~1", "--", "plan");
    assertThat(shallow.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(shallow.err()).contains("HEAD~1", "fetch");
    assertThat(world.builds().calls()).isEmpty();
  }

  @Test
  void aTrustDirectoryWithoutDispatchStartsNothing() throws Exception {
    Files.writeString(world.trust.resolve("gate.yaml"), "version: 1\n");
    CommandRun.Result result = dispatch("--roots", "**", "--", "plan");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("gate.yaml has no dispatch");
    Files.writeString(
        world.trust.resolve("gate.yaml"),
        DispatchWorld.GATE.replaceFirst("(?s)  apply:.*?  build:", "  build:"));
    assertThat(dispatch("--roots", "**", "--", "apply").err()).contains("no dispatch.apply");
  }

  @Test
  void anInterruptStopsWhatWasStarted() throws Exception {
    world.builds().end(600_000, build -> "SUCCESS");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-cp",
                Stream.of(System.getProperty("java.class.path").split(":"))
                    .map(entry -> Path.of(entry).toAbsolutePath().toString())
                    .collect(Collectors.joining(":")),
                "dev.tfgate.cli.Main"));
    command.addAll(List.of(arguments("--roots", "**", "--format", "json", "--", "plan")));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .directory(checkout.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (world.builds().builds().size() < 2 && System.nanoTime() < end) {
      Thread.sleep(50);
    }
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(40, TimeUnit.SECONDS)).isTrue();
    assertThat(world.builds().builds())
        .as(Files.readString(err))
        .hasSize(2)
        .allSatisfy(build -> assertThat(build.get("status").asText()).isEqualTo("CANCELLED"));
    JsonNode json = new ObjectMapper().readTree(Files.readString(out));
    assertThat(json.at("/roots").findValuesAsText("outcome"))
        .containsExactly("not-started", "cancelled", "cancelled");
    assertThat(process.exitValue()).isNotZero();
  }

  private List<String> built() {
    return world.builds().builds().stream()
        .map(build -> build.at("/substitutions/_ROOT").asText())
        .toList();
  }

  private CommandRun.Result dispatch(String... arguments) {
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), checkout, "")
        .run(arguments(arguments));
  }

  private String[] arguments(String... arguments) {
    List<String> all =
        new ArrayList<>(List.of("dispatch", "--mode", "local", "--trust", world.trust.toString()));
    world
        .access()
        .endpoints()
        .forEach((service, at) -> all.addAll(List.of("--endpoint", service + "=" + at)));
    all.addAll(List.of(arguments));
    return all.toArray(String[]::new);
  }

  private static String call() {
    return "module \"m\" {\n  source = \"../../modules/app\"\n}\n";
  }

  private static String backend(String prefix) {
    return "terraform {\n  backend \"gcs\" {\n    bucket = \"states\"\n    prefix = \""
        + prefix
        + "\"\n  }\n}\n";
  }

  private static String reads(String prefix) {
    return "data \"terraform_remote_state\" \"r\" {\n  backend = \"gcs\"\n"
        + "  config = { bucket = \"states\", prefix = \""
        + prefix
        + "\" }\n}\n";
  }

  private void write(String path, String content) throws IOException {
    Path file = checkout.resolve(path);
    Files.createDirectories(file.resolve("..").normalize());
    Files.writeString(file, content);
  }

  private void commit() throws Exception {
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "x");
  }

  private String git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command).directory(checkout.toFile()).redirectErrorStream(true).start();
    String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(output).isZero();
    return output;
  }
}
