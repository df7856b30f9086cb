package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tfgate.Installed;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootsCommandTest {
  @TempDir Path folder;
  private Path checkout;

  @BeforeEach
  void aMonorepo() throws Exception {
    Installed.assume("git");
    checkout = Files.createDirectory(folder.resolve("checkout"));
    git("init", "-q");
    write("modules/db/main.tf", "locals { a = file(\"${path.module}/../../data/db.json\") }\n");
    write("modules/db/README.md", "");
    write("modules/app/main.tf", call("../db"));
    write("data/db.json", "{}");
    write("data/other.json", "{}");
    write("svc/net/main.tf", backend("svc/net"));
    write("svc/dev/main.tf", backend("svc/dev") + call("../../modules/app") + reads("svc/net"));
    write("svc/prod/main.tf", backend("svc/prod") + reads("svc/dev"));
    write("svc/prod/.terraform.lock.hcl", "");
    write("svc/old/main.tf", backend("svc/old"));
    write("modules/unused/main.tf", "");
    write("README.md", "");
    commitAll();
  }

  @Test
  void aChangeOfAModuleAffectsTheRootsThatReachIt() throws Exception {
    write("modules/db/main.tf", "locals { a = 1 }\n");
    JsonNode map = json("--changed");
    assertThat(paths(map)).containsExactly("svc/dev");
    JsonNode root = map.get("roots").get(0);
    assertThat(root.get("changed").asBoolean()).isTrue();
    assertThat(texts(root.get("because"))).containsExactly("modules/db/main.tf");
    assertThat(texts(root.get("reasons")))
        .containsExactly("modules/db/main.tf → modules/app → svc/dev");
    assertThat(texts(root.get("modules"))).containsExactly("modules/app", "modules/db");
    assertThat(texts(root.get("reads"))).containsExactly("svc/net");
    assertThat(root.get("wave").asInt()).isZero();
    assertThat(map.get("unaffected").asInt()).isEqualTo(4);
  }

  @Test
  void aFileThatAnExpressionNamesAffectsItsRoots() throws Exception {
    write("data/db.json", "[]");
    assertThat(paths(json("--changed"))).containsExactly("svc/dev");
    git("checkout", "data/db.json");
    write("data/other.json", "[]");
    assertThat(paths(json("--changed"))).isEmpty();
  }

  @Test
  void aPathThatIsNotTextReadsAnyDataAndNoCode() throws Exception {
    write("modules/db/main.tf", "variable \"p\" {}\nlocals { a = file(var.p) }\n");
    commitAll();
    write("data/other.json", "[]");
    assertThat(paths(json("--changed"))).containsExactly("svc/dev");
    git("checkout", "data/other.json");
    write("modules/unused/main.tf", "locals {}\n");
    assertThat(paths(json("--changed"))).containsExactly("modules/unused");
  }

  @Test
  void wavesFollowTheStatesThatAreRead() throws Exception {
    JsonNode map = json();
    assertThat(wave(map, "svc/net")).isZero();
    assertThat(wave(map, "svc/dev")).isEqualTo(1);
    assertThat(wave(map, "svc/prod")).isEqualTo(2);
    assertThat(wave(map, "svc/old")).isZero();
    write("svc/prod/main.tf", backend("svc/prod") + reads("svc/dev") + "\n");
    write("svc/net/main.tf", backend("svc/net") + "\n");
    JsonNode changed = json("--changed");
    assertThat(wave(changed, "svc/net")).isZero();
    // It reads the state of no listed root.
    assertThat(wave(changed, "svc/prod")).isZero();
  }

  @Test
  void aCircleIsToldAndStandsInOneWave() throws Exception {
    write("svc/net/main.tf", backend("svc/net") + reads("svc/prod"));
    CommandRun.Result result = tfgate("roots", "--mode", "local", "--format", "json");
    JsonNode map = new ObjectMapper().readTree(result.out());
    assertThat(wave(map, "svc/net")).isEqualTo(wave(map, "svc/prod")).isZero();
    assertThat(result.err()).contains("svc/dev, svc/net, svc/prod read each other's states");
  }

  @Test
  void aDeletedRootIsGone() throws Exception {
    Files.delete(checkout.resolve("svc/old/main.tf"));
    JsonNode map = json("--changed");
    assertThat(texts(map.get("gone"))).containsExactly("svc/old");
    assertThat(paths(map)).isEmpty();
  }

  /** Where nothing but the lack of a caller makes a root. */
  @Test
  void aDeletedRootWithoutABackendIsGoneAndADeletedModuleIsNot() throws Exception {
    checkout = Files.createDirectory(folder.resolve("without"));
    git("init", "-q");
    write("svc/a/main.tf", "module \"m\" {\n  source = \"../../modules/m\"\n}\n");
    write("svc/b/main.tf", "output \"x\" {\n  value = 1\n}\n");
    write("modules/m/main.tf", "output \"x\" {\n  value = 1\n}\n");
    commitAll();
    Files.delete(checkout.resolve("svc/b/main.tf"));
    Files.delete(checkout.resolve("modules/m/main.tf"));
    JsonNode map = json("--changed");
    assertThat(texts(map.get("gone"))).containsExactly("svc/b");
    assertThat(paths(map)).containsExactly("svc/a");
  }

  @Test
  void aDeletedModuleAffectsItsCallers() throws Exception {
    Files.delete(checkout.resolve("modules/db/main.tf"));
    assertThat(paths(json("--changed"))).containsExactly("svc/dev");
  }

  @Test
  void lockFilesAndVariablesOfAModuleAreNotRead() throws Exception {
    write("modules/db/.terraform.lock.hcl", "# not read\n");
    write("modules/db/x.auto.tfvars", "a = 1\n");
    assertThat(paths(json("--changed"))).doesNotContain("svc/dev");
    write("svc/prod/.terraform.lock.hcl", "# read\n");
    assertThat(paths(json("--changed"))).contains("svc/prod");
  }

  @Test
  void aRootAboveOthersIsNotAffectedByThem() throws Exception {
    write("main.tf", backend("."));
    commitAll();
    write("svc/net/main.tf", backend("svc/net") + "\n");
    assertThat(paths(json("--changed"))).containsExactly("svc/net");
    write("README.md", "data of the root at the top");
    assertThat(paths(json("--changed"))).containsExactly(".", "svc/net");
  }

  @Test
  void aLinkToAChangedFileCounts() throws Exception {
    Files.createSymbolicLink(
        checkout.resolve("svc/prod/data.json"), Path.of("../../data/other.json"));
    commitAll();
    write("data/other.json", "[]");
    assertThat(paths(json("--changed"))).containsExactly("svc/prod");
  }

  @Test
  void anOverrideAndTestsCount() throws Exception {
    write("svc/net/x_override.tf", "");
    write("svc/prod/tests/a.tftest.hcl", "");
    assertThat(paths(json("--changed"))).containsExactly("svc/net", "svc/prod");
  }

  @Test
  void variablesForSeveralRootsAffectThem() throws Exception {
    write("envs/all.tfvars", "a = 1\n");
    assertThat(paths(json("--changed")))
        .containsExactly("modules/unused", "svc/dev", "svc/net", "svc/old", "svc/prod");
  }

  @Test
  void theTrustDirectoryAndCiConfigurationAffectEveryRoot() throws Exception {
    write("gate.yaml", "version: 1\nci_config: [{path: ci.yaml, trusted: copy.yaml}]\n");
    write("copy.yaml", "a");
    write("ci.yaml", "a");
    assertThat(paths(json("--changed"))).hasSize(5);
    commitAll();
    write("ci.yaml", "b");
    JsonNode map = json("--changed");
    assertThat(paths(map)).hasSize(5);
    assertThat(texts(map.get("roots").get(0).get("because"))).containsExactly("ci.yaml");
  }

  @Test
  void aFileThatIsNotValidAffectsItsRoots() throws Exception {
    write("modules/db/main.tf", "locals {");
    commitAll();
    assertThat(paths(json("--changed"))).containsExactly("svc/dev");
  }

  @Test
  void matrixAndLinesAreForOtherPrograms() throws Exception {
    write("svc/net/main.tf", "");
    write("svc/dev/main.tf", backend("svc/dev") + reads("svc/net") + "\n");
    git("checkout", "svc/net/main.tf");
    write("svc/net/main.tf", backend("svc/net") + "\n");
    String[] changed = {"roots", "--mode", "local", "--changed-since", "HEAD", "--changed"};
    assertThat(tfgate(with(changed, "--format", "matrix")).out())
        .isEqualTo(
            "{\"include\":[{\"root\":\"svc/dev\",\"wave\":1},{\"root\":\"svc/net\",\"wave\":0}]}\n");
    assertThat(tfgate(with(changed, "--format", "lines")).out()).isEqualTo("svc/dev\nsvc/net\n");
  }

  @Test
  void jsonFollowsItsSchema() throws Exception {
    OutputSchemasTest.assertFollows("roots", "roots", "examples", "--format", "json");
  }

  @Test
  void textTellsTheWay() throws Exception {
    write("modules/db/main.tf", "locals { a = 1 }\n");
    assertThat(tfgate("roots", "--mode", "local", "--changed-since", "HEAD", "--changed").out())
        .isEqualTo(
            """
            svc/dev
              modules/db/main.tf → modules/app → svc/dev
              reads the state of svc/net

            1 root affected, 4 not
            """);
  }

  @Test
  void wrongUseIsTold() throws Exception {
    assertThat(tfgate("roots", "--changed").code()).isEqualTo(ExitCode.USAGE);
    CommandRun.Result unknown =
        tfgate("roots", "--mode", "local", "--changed-since", "--output=/tmp/x");
    assertThat(unknown.code()).isIn(ExitCode.USAGE, ExitCode.UNDECIDED);
    CommandRun.Result missing = tfgate("roots", "--mode", "local", "--changed-since", "nowhere");
    assertThat(missing.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(missing.err()).contains("nowhere");
  }

  @Test
  void aShallowCloneSaysWhatToFetch() throws Exception {
    write("svc/dev/more.tf", "");
    commitAll();
    Path whole = checkout;
    checkout = folder.resolve("shallow");
    Process clone =
        new ProcessBuilder("git", "clone", "-q", "--depth", "1", "file://" + whole, checkout + "")
            .start();
    assertThat(clone.waitFor()).isZero();
    CommandRun.Result shallow = tfgate("roots", "--mode", "local", "--changed-since", "HEAD~1");
    assertThat(shallow.code()).isEqualTo(ExitCode.UNDECIDED);
    assertThat(shallow.err()).contains("HEAD~1", "fetch");
    assertThat(shallow.out()).isEmpty();
  }

  @Test
  void filesOfOpenTofuMakeRoots() throws Exception {
    write("tofu/a/main.tofu", backend("tofu/a") + call("../m") + reads("tofu/b"));
    write(
        "tofu/b/main.tofu.json",
        "{\"terraform\": {\"backend\": {\"gcs\": {\"bucket\": \"states\", \"prefix\": \"tofu/b\"}}}}");
    write("tofu/m/main.tofu", "locals {}\n");
    write("tofu/gone/main.tofu", backend("tofu/gone"));
    commitAll();
    write("tofu/m/more.tofu", "locals {}\n");
    Files.delete(checkout.resolve("tofu/gone/main.tofu"));
    for (String trust : List.of("", "tofu")) {
      String[] options = trust.isEmpty() ? new String[0] : pinned(trust);
      JsonNode map = json(with(options, "--changed"));
      assertThat(paths(map)).containsExactly("tofu/a");
      assertThat(texts(map.get("roots").get(0).get("modules"))).containsExactly("tofu/m");
      assertThat(texts(map.get("gone"))).containsExactly("tofu/gone");
      assertThat(map.get("roots").get(0).get("program").asText())
          .isEqualTo(trust.isEmpty() ? "null" : "tofu");
      JsonNode all = json(options);
      assertThat(paths(all)).contains("svc/dev", "tofu/a", "tofu/b");
      assertThat(wave(all, "tofu/a")).isOne();
    }
    assertThat(paths(json(pinned("terraform")))).contains("svc/dev").doesNotContain("tofu/a");
  }

  @Test
  void eachRootIsSeenByTheProgramThatRunsIt() throws Exception {
    write("svc/dev/main.tofu", backend("svc/dev"));
    write("tofu/a/main.tofu", backend("tofu/a"));
    write("tofu/a/main.tf", backend("tofu/a") + reads("svc/net"));
    Path trust = Path.of(pinned("terraform", "tofu")[1]);
    Files.writeString(
        trust.resolve("gate.yaml"),
        """
        version: 1
        terraform: {manifest: plugins-manifest.yaml}
        programs:
          - {roots: ["tofu/**"], program: tofu}
          - {roots: ["**"], program: terraform}
        """);
    JsonNode map = json("--trust", trust.toString());
    for (JsonNode root : map.get("roots")) {
      boolean tofu = root.get("path").asText().startsWith("tofu/");
      assertThat(root.get("program").asText()).isEqualTo(tofu ? "tofu" : "terraform");
      assertThat(root.get("version").asText()).isEqualTo(tofu ? "1.12.6" : "1.16.4");
    }
    assertThat(paths(map)).contains("svc/dev", "tofu/a");
    assertThat(wave(map, "tofu/a")).isZero();
    assertThat(wave(map, "svc/dev")).isOne();
  }

  /** Writes a trust directory that pins them. */
  private String[] pinned(String... programs) throws IOException {
    Path trust = Files.createDirectories(folder.resolve("trust-" + String.join("-", programs)));
    Files.writeString(
        trust.resolve("gate.yaml"), "version: 1\nterraform: {manifest: plugins-manifest.yaml}\n");
    StringBuilder manifest = new StringBuilder("version: 1\n");
    for (String program : programs) {
      manifest.append(
          "%s: {version: %s, platforms: {linux_amd64: {sha256: \"%s\"}}}\n"
              .formatted(program, program.equals("tofu") ? "1.12.6" : "1.16.4", "0".repeat(64)));
    }
    Files.writeString(trust.resolve("plugins-manifest.yaml"), manifest);
    return new String[] {"--trust", trust.toString()};
  }

  private static String call(String source) {
    return "module \"m\" {\n  source = \"" + source + "\"\n}\n";
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

  private JsonNode json(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of("roots", "--mode", "local", "--format", "json"));
    if (List.of(options).contains("--changed")) {
      command.addAll(List.of("--changed-since", "HEAD"));
    }
    command.addAll(List.of(options));
    CommandRun.Result result = tfgate(command.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isEqualTo(ExitCode.PASSED);
    return new ObjectMapper().readTree(result.out());
  }

  private static String[] with(String[] command, String... more) {
    List<String> all = new ArrayList<>(List.of(command));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static List<String> paths(JsonNode map) {
    List<String> paths = new ArrayList<>();
    map.get("roots").forEach(root -> paths.add(root.get("path").asText()));
    assertThat(paths).isEqualTo(List.copyOf(new TreeSet<>(paths)));
    return paths;
  }

  private static int wave(JsonNode map, String path) {
    for (JsonNode root : map.get("roots")) {
      if (root.get("path").asText().equals(path)) {
        return root.get("wave").asInt();
      }
    }
    throw new AssertionError(path);
  }

  private static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private CommandRun.Result tfgate(String... arguments) {
    return new CommandRun(Map.of("PATH", System.getenv("PATH")), checkout, "").run(arguments);
  }

  private void write(String path, String content) throws IOException {
    Files.createDirectories(checkout.resolve(path).toAbsolutePath().getParent());
    Files.writeString(checkout.resolve(path), content);
  }

  private void commitAll() throws Exception {
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "x");
  }

  private void git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    Process git =
        new ProcessBuilder(command).directory(checkout.toFile()).redirectErrorStream(true).start();
    String output =
        new String(git.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(output).isZero();
  }
}
