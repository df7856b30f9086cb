package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import dev.tfgate.terraform.profile.Engine;
import dev.tfgate.terraform.profile.RealProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What one of the versions loads or runs beside the usual files: a finding, and nothing is started
 * but to ask the pinned program for its version. A script that writes down how it is called stands
 * for the program, so that this holds on machines without one.
 */
class StoppedBeforeStartTest {
  private static final String HONEST = "resource \"terraform_data\" \"x\" {}\n";

  private static final String FOREIGN =
      "run \"x\" {\n  module {\n    source = \"git::https://127.0.0.1:9/m.git\"\n  }\n}\n";

  private static final String FOREIGN_JSON =
      "{\"run\": {\"x\": {\"module\": {\"source\": \"git::https://127.0.0.1:9/m.git\"}}}}\n";

  private static final String ENCRYPTION =
      """
      terraform {
        encryption {
          key_provider "external" "x" {
            command = ["/bin/true"]
          }
          state {
            method = method.aes_gcm.x
          }
        }
      }
      """;

  private static final String ENCRYPTION_JSON =
      "{\"key_provider\": {\"external\": {\"x\": {\"command\": [\"/bin/true\"]}}}}";

  private static final String READS = "\"${file(\"/etc/hostname\")}\"";

  @TempDir Path folder;

  /**
   * A checkout, and whether it is stopped.
   *
   * @param programs such as {@code terraform 1.16.4}
   * @param rule that has a finding; empty where the run has to go on
   */
  private record Case(String name, List<String> programs, String rule, List<String> files) {}

  /** A case and one of its programs. */
  private record Run(Case one, Engine engine, String version) {
    @Override
    public String toString() {
      return "%s, %s %s".formatted(one.name(), engine.title(), version);
    }
  }

  private static final List<String> OLD = List.of("terraform 1.11.4", "terraform 1.12.2");
  private static final List<String> LATER = List.of("terraform 1.13.5", "terraform 1.16.4");
  private static final List<String> FUNCTIONS = List.of("terraform 1.15.5", "terraform 1.16.4");
  private static final List<String> TOFU = List.of("tofu 1.8.0", "tofu 1.12.6");

  private static List<String> all() {
    List<String> all = new ArrayList<>(OLD);
    all.addAll(LATER);
    all.addAll(TOFU);
    return all;
  }

  /** Files are given as their path and their content, one after the other. */
  private static Case stopped(String name, List<String> programs, String rule, String... files) {
    return new Case(name, programs, rule, List.of(files));
  }

  private static Case passes(String name, List<String> programs, String... files) {
    return new Case(name, programs, "", List.of(files));
  }

  static Stream<Run> runs() {
    List<Case> cases =
        List.of(
            stopped("hidden test", LATER, "module-source", "dev/tests/.a.tftest.hcl", FOREIGN),
            stopped(
                "hidden test in JSON",
                LATER,
                "module-source",
                "dev/tests/.a.tftest.json",
                FOREIGN_JSON),
            stopped(
                "test without a name", LATER, "module-source", "dev/tests/.tftest.hcl", FOREIGN),
            stopped(
                "test of two dots", LATER, "module-source", "dev/tests/..a.tftest.hcl", FOREIGN),
            stopped("test", all(), "module-source", "dev/tests/a.tftest.hcl", FOREIGN),
            stopped("test beside", all(), "module-source", "dev/a.tftest.json", FOREIGN_JSON),
            stopped("test of OpenTofu", TOFU, "module-source", "dev/a.tofutest.hcl", FOREIGN),
            stopped(
                "test of OpenTofu in JSON",
                TOFU,
                "module-source",
                "dev/tests/a.tofutest.json",
                FOREIGN_JSON),
            passes("hidden test of old", OLD, "dev/tests/.a.tftest.hcl", FOREIGN),
            passes("hidden test of OpenTofu", TOFU, "dev/tests/.a.tftest.hcl", FOREIGN),
            passes("hidden test beside", all(), "dev/.a.tftest.hcl", FOREIGN),
            stopped("encryption", all(), "unknown-block", "dev/e.tf", ENCRYPTION),
            stopped(
                "encryption in JSON",
                all(),
                "unknown-block",
                "dev/e.tf.json",
                "{\"terraform\": {\"encryption\": " + ENCRYPTION_JSON + "}}"),
            stopped(
                "encryption in lists of JSON",
                all(),
                "unknown-block",
                "dev/e.tf.json",
                "{\"terraform\": [{\"encryption\": [" + ENCRYPTION_JSON + "]}]}"),
            stopped(
                "encryption as an argument",
                all(),
                "unknown-block",
                "dev/e.tf",
                "terraform {\n  encryption = {}\n}\n"),
            stopped(
                "encryption in an override", all(), "unknown-block", "dev/override.tf", ENCRYPTION),
            stopped("encryption in .tofu", TOFU, "unknown-block", "dev/e.tofu", ENCRYPTION),
            stopped(
                "encryption in an override of OpenTofu",
                TOFU,
                "unknown-block",
                "dev/x_override.tofu",
                ENCRYPTION),
            stopped(
                "encryption in .tofu.json",
                TOFU,
                "unknown-block",
                "dev/e.tofu.json",
                "{\"terraform\": {\"encryption\": " + ENCRYPTION_JSON + "}}"),
            stopped(
                "encryption of a module",
                TOFU,
                "unknown-block",
                "dev/m.tf",
                "module \"m\" {\n  source = \"../m\"\n}\n",
                "m/main.tofu",
                ENCRYPTION),
            stopped(
                "state store",
                all(),
                "unknown-block",
                "dev/s.tf",
                "terraform {\n  state_store \"x_y\" {\n    provider \"x\" {}\n  }\n}\n"),
            stopped(
                "state store in JSON",
                all(),
                "unknown-block",
                "dev/s.tf.json",
                "{\"terraform\": {\"state_store\": {\"x_y\": {\"provider\": {\"x\": {}}}}}}"),
            stopped(
                "state store in lists of JSON",
                all(),
                "unknown-block",
                "dev/s.tf.json",
                "[{\"terraform\": [{\"required_version\": \"> 1\"}, {\"state_store\": [{\"x_y\": {}}]}]}]"),
            stopped(
                "state store in .tofu",
                TOFU,
                "unknown-block",
                "dev/s.tofu",
                "terraform {\n  state_store \"x\" {}\n}\n"),
            mock("mock file", FUNCTIONS, "dev/mocks/a.tfmock.hcl", defaults(READS)),
            passes(
                "mock file of old",
                List.of("terraform 1.14.9"),
                "dev/a.tftest.hcl",
                "mock_provider \"x\" {\n  source = \"./mocks\"\n}\n",
                "dev/mocks/a.tfmock.hcl",
                defaults(READS)),
            mock(
                "mock file in JSON",
                FUNCTIONS,
                "dev/mocks/a.tfmock.json",
                "{\"mock_resource\": {\"x_y\": {\"defaults\": {\"a\": \"${file(\\\"/etc/hostname\\\")}\"}}}}"),
            mock(
                "override in a mock file",
                FUNCTIONS,
                "dev/mocks/a.tfmock.hcl",
                "override_data {\n  target = data.x_y.z\n  values = {\n    a = "
                    + READS
                    + "\n  }\n}\n"),
            passes(
                "hidden mock file",
                FUNCTIONS,
                "dev/a.tftest.hcl",
                "mock_provider \"x\" {\n  source = \"./mocks\"\n}\n",
                "dev/mocks/.a.tfmock.hcl",
                defaults(READS)),
            stopped(
                "mock file at the top",
                FUNCTIONS,
                "file-outside-checkout",
                "dev/a.tftest.hcl",
                "mock_provider \"x\" {\n  source = \"../mocks\"\n}\n",
                "mocks/a.tfmock.hcl",
                defaults(READS)),
            stopped(
                "mock file beside the tests",
                FUNCTIONS,
                "file-outside-checkout",
                "dev/tests/a.tftest.hcl",
                "mock_provider \"x\" {\n  source = \"./tests/mocks\"\n}\n",
                "dev/tests/mocks/a.tfmock.hcl",
                defaults(READS)),
            stopped(
                "mock block",
                FUNCTIONS,
                "file-outside-checkout",
                "dev/tests/a.tftest.hcl",
                "mock_provider \"x\" {\n" + defaults(READS) + "}\n"),
            stopped(
                "override of a run",
                FUNCTIONS,
                "file-outside-checkout",
                "dev/tests/a.tftest.hcl",
                "run \"r\" {\n  override_resource {\n    target = x_y.z\n    values = {\n      a = "
                    + READS
                    + "\n    }\n  }\n}\n"),
            passes(
                "mock file of literals",
                FUNCTIONS,
                "dev/tests/a.tftest.hcl",
                "mock_provider \"terraform\" {\n  source = \"../mocks\"\n}\n",
                "mocks/a.tfmock.hcl",
                "mock_resource \"terraform_data\" {\n  defaults = {\n    id = \"x\"\n  }\n}\n"),
            stopped(
                "foreign source by a variable",
                List.of("terraform 1.16.4", "tofu 1.12.6"),
                "module-source",
                "dev/m.tf",
                """
                variable "s" {
                  const   = true
                  default = "git::https://127.0.0.1:9/m.git"
                }
                module "m" {
                  source = var.s
                }
                """));
    List<Run> runs = new ArrayList<>();
    for (Case one : cases) {
      for (String program : one.programs()) {
        String[] words = program.split(" ", 0);
        boolean known =
            one.name().startsWith("encryption")
                && !one.name().endsWith("argument")
                && words[0].equals("tofu");
        Case own = known ? new Case(one.name(), List.of(), "state-encryption", one.files()) : one;
        runs.add(new Run(own, Engine.of(words[0]).orElseThrow(), words[1]));
      }
    }
    return runs.stream();
  }

  private static String defaults(String value) {
    return "mock_resource \"x_y\" {\n  defaults = {\n    a = " + value + "\n  }\n}\n";
  }

  private static Case mock(String name, List<String> programs, String path, String content) {
    return stopped(
        name,
        programs,
        "file-outside-checkout",
        "dev/a.tftest.hcl",
        "mock_provider \"x\" {\n  source = \"./mocks\"\n}\n",
        path,
        content);
  }

  @ParameterizedTest
  @MethodSource("runs")
  void aFindingAndNothingIsStarted(Run run) throws Exception {
    Path script = folder.resolve("program");
    Path calls = folder.resolve("calls");
    String first = "%s v%s".formatted(run.engine().title(), run.version());
    Files.writeString(
        script,
        "#!/bin/sh\necho \"$1\" >> '%s'\n[ \"$1\" = version ] && printf '%s\\non linux_amd64\\n'\n"
            .formatted(calls, first));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    World world = World.in(folder, new RealProgram(run.engine(), run.version(), script));
    world.file("dev/main.tf", HONEST);
    List<String> files = run.one().files();
    for (int i = 0; i < files.size(); i += 2) {
      world.file(files.get(i), files.get(i + 1));
    }
    CommandRun.Result result = world.tfgate("init");
    List<String> started = Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    if (run.one().rule().isEmpty()) {
      // The script is no program: what it is asked for first is the end.
      assertThat(started).as(result.err()).contains("get");
    } else {
      assertThat(result.err() + result.out()).contains("  " + run.one().rule() + "  ");
      assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
      assertThat(started).as(result.err()).isSubsetOf("version");
    }
  }

  /** Tests in the folder that the command line names are judged as those in {@code tests}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "checks    | dev/checks/a.tftest.hcl         | FOREIGN  | module-source",
        "./checks/ | dev/checks/a.tftest.json        | JSON     | module-source",
        "checks    | dev/checks/.a.tftest.hcl        | FOREIGN  | module-source",
        "a/b       | dev/a/b/.a.tftest.json          | JSON     | module-source",
        "a/b       | dev/a/b/a.tftest.hcl            | OUTSIDE  | module-source",
        "checks    | dev/checks/a.tftest.hcl         | MOCKS    | module-source",
        "checks    | dev/checks/a.tftest.hcl         | READS    | file-outside-checkout",
        "checks    | dev/checks/a.tftest.hcl         | CLIMBS   | file-outside-checkout",
        "checks    | dev/checks/a.tftest.hcl         | BELOW    | ''",
        "a/b       | dev/a/b/a.tftest.hcl            | BELOW    | ''",
        "checks    | dev/tests/a.tftest.hcl          | BELOW    | ''",
        "checks    | dev/tests/.a.tftest.hcl         | FOREIGN  | ''",
      })
  void testsOfTheFolderThatIsNamed(String named, String file, String kind, String rule)
      throws Exception {
    String content =
        switch (kind) {
          case "FOREIGN" -> FOREIGN;
          case "JSON" -> FOREIGN_JSON;
          // From the folder of the tests, or from the one above it, it would be inside.
          case "OUTSIDE" -> "run \"x\" {\n  module {\n    source = \"../../m\"\n  }\n}\n";
          case "MOCKS" -> "mock_provider \"x\" {\n  source = \"../../m\"\n}\n";
          case "READS" -> "variables {\n  a = " + READS + "\n}\n";
          case "CLIMBS" -> "variables {\n  a = file(\"${path.module}/../../m\")\n}\n";
          case "BELOW" -> "run \"x\" {\n  module {\n    source = \"./m\"\n  }\n}\n";
          default -> throw new AssertionError(kind);
        };
    Path script = folder.resolve("program");
    Path calls = folder.resolve("calls");
    Files.writeString(
        script,
        "#!/bin/sh\necho \"$*\" >> '%s'\n[ \"$1\" = version ] && printf 'Terraform v1.16.4\\non linux_amd64\\n'\n"
            .formatted(calls));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    World world = World.in(folder, new RealProgram(Engine.TERRAFORM, "1.16.4", script));
    world.file("dev/main.tf", HONEST).file("dev/m/main.tf", HONEST).file(file, content);
    Files.createDirectories(world.checkout.resolve("dev").resolve(named));
    CommandRun.Result result = world.tfgate("init", "-test-directory=" + named);
    List<String> started = Files.exists(calls) ? Files.readAllLines(calls) : List.of();
    if (rule.isEmpty()) {
      assertThat(started)
          .as(result.err())
          .anyMatch(call -> call.equals("get -no-color -test-directory=" + named));
    } else {
      assertThat(result.err() + result.out()).contains("  " + rule + "  ");
      assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
      assertThat(started).as(result.err()).isSubsetOf("version");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "../m",
        "checks/..",
        "checks/../..",
        "/etc",
        "none",
        "link",
        "file"
      })
  void whatIsNoFolderOfTheRootHoldsNoTests(String named) throws Exception {
    Path script = folder.resolve("program");
    Path calls = folder.resolve("calls");
    Files.writeString(
        script,
        "#!/bin/sh\necho \"$1\" >> '%s'\n[ \"$1\" = version ] && printf 'Terraform v1.16.4\\non linux_amd64\\n'\n"
            .formatted(calls));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    World world = World.in(folder, new RealProgram(Engine.TERRAFORM, "1.16.4", script));
    world.file("dev/main.tf", HONEST).file("dev/file", "x").file("m/a.tftest.hcl", "");
    Files.createSymbolicLink(world.checkout.resolve("dev/link"), Path.of("../m"));
    CommandRun.Result result = world.tfgate("init", "-test-directory=" + named);
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("-test-directory");
    assertThat(Files.exists(calls) ? Files.readAllLines(calls) : List.of()).isSubsetOf("version");
  }

  /** What stands under a pinned hash has to be that program and version by its own word too. */
  @ParameterizedTest
  @CsvSource({
    "TERRAFORM, 1.16.4, OpenTofu v1.12.6, FINDINGS, says that it is OpenTofu 1.12.6",
    "TERRAFORM, 1.16.4, OpenTofu v1.16.4, FINDINGS, says that it is OpenTofu 1.16.4",
    "TOFU, 1.12.6, Terraform v1.12.6, FINDINGS, says that it is Terraform 1.12.6",
    "TERRAFORM, 1.16.4, Terraform v1.16.3, FINDINGS, says that it is Terraform 1.16.3",
    "TERRAFORM, 1.16.4, Terraform v1.16, UNDECIDED, names no program",
    "TERRAFORM, 1.16.4, nonsense, UNDECIDED, names no program",
    "TERRAFORM, 1.16.4, '', UNDECIDED, names no program",
    "TERRAFORM, 1.16.4, HANGS, UNDECIDED, no answer within",
  })
  void aProgramThatIsNotWhatThePinSaysIsNotRun(
      Engine engine, String version, String says, ExitCode code, String why) throws Exception {
    Path script = folder.resolve("program");
    Path calls = folder.resolve("calls");
    String answer =
        says.equals("HANGS") ? "exec sleep 120" : "printf '%s\\non linux_amd64\\n'".formatted(says);
    Files.writeString(script, "#!/bin/sh\necho \"$1\" >> '%s'\n%s\n".formatted(calls, answer));
    assertThat(script.toFile().setExecutable(true)).isTrue();
    World world = World.in(folder, new RealProgram(engine, version, script));
    world.file("dev/main.tf", HONEST);
    CommandRun.Result result = world.tfgate("init");
    assertThat(result.err()).contains(why);
    assertThat(result.code()).isEqualTo(code);
    assertThat(Files.readAllLines(calls)).containsOnly("version");
  }

  /** What is said under OpenTofu names it, and commands that run it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "plan",
        "apply",
        "init",
        "init -unheard-of",
        "init -plugin-dir=x",
        "fmt",
        "apply x",
        "validate x",
        "import",
        "plan -out=x",
        "unheard"
      })
  void whatIsSaidUnderOpenTofuIsAboutIt(String line) throws Exception {
    Path script = folder.resolve("program");
    Files.writeString(
        script,
        "#!/bin/sh\n[ \"$1\" = version ] && printf 'OpenTofu v1.12.6\\non linux_amd64\\n'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    World world = World.in(folder, new RealProgram(Engine.TOFU, "1.12.6", script));
    world.file("dev/main.tf", HONEST);
    CommandRun.Result result = world.tfgate(line.split(" "));
    assertThat(result.code()).isNotEqualTo(ExitCode.PASSED);
    assertThat(result.err()).startsWith("tfgate: ").doesNotContain("Terraform", "terraform ");
  }

  /** What rules say of a checkout that OpenTofu runs is about it too. */
  @Test
  void whatRulesSayUnderOpenTofuIsAboutIt() throws Exception {
    Path script = folder.resolve("program");
    Files.writeString(
        script,
        "#!/bin/sh\n[ \"$1\" = version ] && printf 'OpenTofu v1.12.6\\non linux_amd64\\n'\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    World world = World.in(folder, new RealProgram(Engine.TOFU, "1.12.6", script));
    world.file("dev/main.tf", HONEST + "module \"m\" {\n  source = \"acme/m/x\"\n}\n");
    world.file("dev/broken.tf", "nonsense {");
    world.file("dev/a.tfstate", "{}");
    world.file("dev/terraform-provider-x_v1.0.0", "x");
    Files.createSymbolicLink(world.checkout.resolve("dev/link"), Path.of("/etc/hostname"));
    world.file(
        "dev/.terraform.lock.hcl",
        """
        provider "registry.opentofu.org/acme/a" {
          version = "1.0.0"
          hashes  = ["zh:0000000000000000000000000000000000000000000000000000000000000000"]
        }
        provider "registry.opentofu.org/acme/b" {
          version = "1.0.0"
        }
        """);
    CommandRun.Result result = world.tfgate("init");
    assertThat(result.code()).isEqualTo(ExitCode.FINDINGS);
    String said = result.err() + result.out();
    assertThat(said)
        .contains("module-source", "syntax-error", "state-in-checkout", "plugin-in-checkout")
        .contains("link-outside-checkout", "lock-without-package-hash", "lock-not-pinned")
        .doesNotContain("Terraform ", "'terraform ");
  }
}
