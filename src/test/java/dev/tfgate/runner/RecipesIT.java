package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The files of {@code docs/ci.md}: their commands are run by a shell as the CI system would, on a
 * change that is honest and on one that is not.
 */
class RecipesIT {
  private static final Pattern BLOCK =
      Pattern.compile("```(yaml|groovy)\\n(?:#|//) (\\S+)\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern GROOVY = Pattern.compile("sh '''(.*?)'''", Pattern.DOTALL);
  private static final String HOSTILE = "data \"external\" \"x\" {\n  program = [\"id\"]\n}\n";

  @TempDir Path folder;

  @SuppressWarnings("NullAway.Init")
  private World world;

  @SuppressWarnings("NullAway.Init")
  private Path temporary;

  private static Map<String, String> files() throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    Matcher block = BLOCK.matcher(Files.readString(Path.of("docs/ci.md")));
    while (block.find()) {
      files.put(block.group(2), block.group(3));
    }
    files.put("action.yml", Files.readString(Path.of("action.yml")));
    return files;
  }

  @Test
  void everyFileParses() throws IOException {
    Map<String, String> files = files();
    assertThat(files)
        .containsKeys(
            ".github/workflows/terraform.yml",
            "gate.gitlab-ci.yml",
            "gate.azure-pipelines.yml",
            "gate.Jenkinsfile",
            "repos.yaml",
            "pipeline.yml");
    files.forEach(
        (name, text) -> {
          assertThat(scripts(name, text).isEmpty()).as(name).isEqualTo(name.endsWith("gate.yml"));
          // What comes from an event must not be put into the text of a script.
          assertThat(scripts(name, text)).as(name).noneMatch(script -> script.contains("${{"));
        });
  }

  @ParameterizedTest
  @CsvSource({
    ".github/workflows/terraform.yml, GITHUB_ACTIONS, bash -eo pipefail",
    "action.yml, GITHUB_ACTIONS, bash -eo pipefail",
    "gate.gitlab-ci.yml, GITLAB_CI, bash -eo pipefail",
    "gate.azure-pipelines.yml, TF_BUILD, bash",
    "gate.Jenkinsfile, JENKINS_URL, sh -xe",
    "pipeline.yml, BUILDKITE, bash -e",
  })
  void anHonestChangePassesAndAHostileOneIsStopped(String name, String variable, String shell)
      throws Exception {
    start(variable);
    List<String> scripts = scripts(name, Objects.requireNonNull(files().get(name)));
    for (String script : scripts) {
      Ended ended = run(shell, script);
      assertThat(ended.code()).as(script + ended.output()).isZero();
    }
    world.file("services/dev/run.tf", HOSTILE);
    Ended ended = run(shell, scripts.getFirst());
    assertThat(ended.code()).as(ended.output()).isEqualTo(1);
    if (scripts.getLast().contains("tfgate terraform")) {
      assertThat(run(shell, scripts.getLast()).code()).isNotZero();
    }
  }

  @Test
  void atlantisIsToldOfEveryPlanThatDoesNotPass() throws Exception {
    start("ATLANTIS_TERRAFORM_VERSION");
    List<String> scripts = scripts("repos.yaml", Objects.requireNonNull(files().get("repos.yaml")));
    assertThat(scripts).hasSize(2);
    String hook = scripts.getFirst();
    String policy = scripts.getLast();
    Path plan = temporary.resolve("plan.json");
    world.environment.put("SHOWFILE", plan.toString());
    world.environment.put("DIR", world.checkout.resolve("services/dev").toString());
    assertThat(run("sh", hook).code()).isZero();
    Files.createDirectories(world.checkout.resolve("services/dev/.terraform"));
    assertThat(run("sh", hook).code()).as("left by an earlier plan").isZero();

    String whole =
        "{\"format_version\": \"1.2\", \"terraform_version\": \"%s\", \"resource_changes\": [], \"configuration\": {\"root_module\": {%s}}}";
    Files.writeString(plan, whole.formatted(World.version(), ""));
    assertThat(run("sh", policy).output()).isEqualTo("tfgate: the plan passed\n");
    String external =
        "\"resources\": [{\"mode\": \"data\", \"type\": \"external\", \"name\": \"x\", \"address\": \"data.external.x\"}]";
    for (String refused :
        List.of(
            whole.formatted(World.version(), external),
            whole.formatted("1.2.3", ""),
            "",
            "{\"format_version\": \"9.0\"}")) {
      Files.writeString(plan, refused);
      Ended ended = run("sh", policy);
      assertThat(ended.output()).contains("tfgate: fail");
      assertThat(ended.code()).isZero();
    }

    world.file("services/dev/run.tf", HOSTILE);
    // What an attribute leaves out of an archive of git is in a clone.
    world.file(".gitattributes", "services/dev/run.tf export-ignore\n");
    git("add", "-A", ".", ":!services/dev/.terraform");
    git("commit", "-q", "-m", "hostile");
    Ended ended = run("sh", hook);
    assertThat(ended.code()).as(ended.output()).isEqualTo(1);
  }

  /** A repository with one change on a branch, and what the image of a CI holds. */
  private void start(String variable) throws Exception {
    world = World.in(folder);
    Files.delete(world.checkout.resolve(".git"));
    temporary = Files.createDirectory(world.folder.resolve("temporary"));
    world.file("services/dev/main.tf", "resource \"terraform_data\" \"x\" {}\n");
    world.file("services/prod/main.tf", "resource \"terraform_data\" \"x\" {}\n");
    git("init", "-q", "-b", "change");
    git("add", "-A");
    git("commit", "-q", "-m", "base");
    git("update-ref", "refs/remotes/origin/main", "HEAD");
    world.file("services/dev/more.tf", "output \"x\" {\n  value = terraform_data.x.id\n}\n");
    git("add", "-A");
    git("commit", "-q", "-m", "change");
    Path programs = Files.createDirectory(world.folder.resolve("programs"));
    program(
        programs.resolve("tfgate"),
        "exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' dev.tfgate.cli.Main \"$@\"\n"
            .formatted(Path.of(System.getProperty("java.home"), "bin", "java"), classPath()));
    program(programs.resolve("buildkite-agent"), "[ \"$1\" = artifact ] || cat > /dev/null\n");
    world.environment.putAll(
        Map.of(
            "PATH",
            programs + ":/usr/local/bin:/usr/bin:/bin",
            "TFGATE_TRUST",
            world.trust.toString(),
            variable,
            "true",
            "TMPDIR",
            temporary.toString()));
    world.environment.putAll(
        Map.of(
            "BASE",
            "origin/main",
            "ROOT",
            "services/dev",
            "RUNNER_TEMP",
            temporary.toString(),
            "GITHUB_OUTPUT",
            temporary.resolve("output").toString(),
            "GITHUB_STEP_SUMMARY",
            temporary.resolve("summary").toString(),
            "GITHUB_ACTION_PATH",
            temporary.toString(),
            "CHECK_PATH",
            ".",
            "CHECK_TRUST",
            ""));
    world.environment.putAll(
        Map.of(
            "CI_MERGE_REQUEST_DIFF_BASE_SHA", "origin/main",
            "AGENT_TEMPDIRECTORY", temporary.toString(),
            "SYSTEM_PULLREQUEST_TARGETBRANCHNAME", "main",
            "CHANGE_TARGET", "main"));
  }

  private static String classPath() {
    List<String> absolute = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(":", 0)) {
      absolute.add(Path.of(entry).toAbsolutePath().toString());
    }
    return String.join(":", absolute);
  }

  private static void program(Path file, String script) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + script);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private record Ended(int code, String output) {}

  private Ended run(String shell, String script) throws Exception {
    List<String> command = new ArrayList<>(List.of(shell.split(" ")));
    command.addAll(List.of("-c", script));
    return run(command);
  }

  private Ended run(List<String> command) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(world.checkout.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().putAll(world.environment);
    Process process = builder.start();
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return new Ended(process.exitValue(), Files.readString(output));
  }

  private void git(String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=t", "-c", "user.email=t@example.net"));
    command.addAll(List.of(arguments));
    Ended ended = run(command);
    assertThat(ended.code()).as(ended.output()).isZero();
  }

  /** The scripts of a file that call tfgate, in order. */
  private static List<String> scripts(String name, String text) {
    List<String> scripts = new ArrayList<>();
    if (name.endsWith("Jenkinsfile")) {
      Matcher script = GROOVY.matcher(text);
      while (script.find()) {
        scripts.add(script.group(1).replaceAll("(?m)^ {10}", ""));
      }
      return scripts;
    }
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    collect(new Yaml(new SafeConstructor(options)).load(text), scripts);
    return scripts;
  }

  private static void collect(Object node, List<String> scripts) {
    if (node instanceof List<?> list) {
      list.forEach(element -> collect(element, scripts));
    } else if (node instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            boolean script = List.of("run", "bash", "script", "command").contains(key);
            if (script && value instanceof String text && text.contains("tfgate")) {
              scripts.add(text);
            } else if (script && value instanceof List<?> lines) {
              scripts.add(String.join("\n", lines.stream().map(String::valueOf).toList()));
            } else {
              collect(value, scripts);
            }
          });
    }
  }
}
