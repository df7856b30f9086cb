package dev.tfgate.terraform.profile;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The cells of the table against the real programs: the Terraform of this machine, and those that
 * {@code src/test/programs/install} puts into its cache.
 */
class ProfileCellsIT {
  private static final String HONEST = "resource \"terraform_data\" \"x\" {}\n";

  private static final String FOREIGN =
      "run \"x\" {\n  module {\n    source = \"git::https://127.0.0.1:9/m.git\"\n  }\n}\n";

  private static final String REACHED = "127.0.0.1:9";

  @TempDir Path folder;

  /** What a program did: its exit code and all that it printed. */
  private record Done(int code, String text, Path root) {
    boolean passed() {
      return code == 0;
    }

    boolean says(String part) {
      return text.contains(part);
    }
  }

  /**
   * One question.
   *
   * @param commands one after the other in the root; the last one answers
   * @param environment beside what every program has
   */
  private record Question(
      Map<String, String> files,
      List<String> commands,
      Map<String, String> environment,
      Predicate<Done> answer) {}

  private static Question ask(String command, Predicate<Done> answer, String... files) {
    Map<String, String> all = new TreeMap<>();
    for (int i = 0; i < files.length; i += 2) {
      all.put(files[i], files[i + 1]);
    }
    return new Question(all, List.of(command), Map.of(), answer);
  }

  private static final String MODULE = "module \"m\" {\n  source = %s\n}\n";

  private static Question question(Feature feature) {
    return switch (feature) {
      case HIDDEN_TESTS ->
          ask(
              "get",
              done -> done.says(REACHED),
              "main.tf",
              HONEST,
              "tests/.a.tftest.hcl",
              FOREIGN,
              "tests/a.tftest.hcl~",
              "nonsense {");
      case ROOT_OF_TESTS -> ask("init", done -> done.says(REACHED), "tests/a.tftest.hcl", FOREIGN);
      case FUNCTIONS_IN_MOCKS ->
          ask(
              "init",
              Done::passed,
              "main.tf",
              HONEST,
              "tests/a.tftest.hcl",
              """
              mock_provider "terraform" {
                mock_resource "terraform_data" {
                  defaults = {
                    output = file("x")
                  }
                }
              }
              """);
      case MOCK_FILES ->
          ask(
              "init",
              done -> done.says("Unclosed configuration block"),
              "main.tf",
              HONEST,
              "tests/a.tftest.hcl",
              "mock_provider \"terraform\" {\n  source = \"./mocks\"\n}\n",
              "mocks/a.tfmock.hcl",
              "nonsense {");
      case TOFU_FILES ->
          ask(
              "get",
              done -> done.says(REACHED) && !done.says("Unclosed"),
              "main.tf",
              "nonsense {",
              "main.tofu",
              MODULE.formatted("\"git::https://127.0.0.1:9/m.git\""));
      case QUERIES -> ask("query", done -> done.says("No resources to query"), "main.tf", HONEST);
      case ACTIONS ->
          ask(
              "providers",
              done -> done.says("registry.terraform.io/hashicorp/zork"),
              "main.tf",
              "action \"zork_y\" \"z\" {}\n");
      case COMPUTED_SOURCES ->
          ask(
              "get",
              Done::passed,
              "main.tf",
              "locals {\n  m = \"m\"\n}\n" + MODULE.formatted("\"${path.module}/${local.m}\""),
              "m/main.tf",
              HONEST);
      case EARLY_EVALUATION ->
          ask(
              "init",
              Done::passed,
              "main.tf",
              """
              variable "p" {
                default = "x.tfstate"
              }
              terraform {
                backend "local" {
                  path = "${terraform.workspace}-${var.p}"
                }
              }
              """);
      case ENCRYPTION ->
          new Question(
              Map.of("main.tf", HONEST),
              List.of("init"),
              Map.of(
                  "TF_ENCRYPTION",
                  """
                  key_provider "external" "x" {
                    command = ["/usr/bin/touch", "mark"]
                  }
                  method "aes_gcm" "x" {
                    keys = key_provider.external.x
                  }
                  state {
                    method = method.aes_gcm.x
                  }
                  """),
              done -> Files.exists(done.root().resolve("mark")));
      case PROVIDER_INSTANCES ->
          ask(
              "get",
              Done::passed,
              "main.tf",
              """
              provider "x" {
                alias    = "a"
                for_each = toset(["k"])
              }
              resource "x_y" "z" {
                provider = x.a["k"]
              }
              """);
      case IMAGE_SOURCES ->
          ask(
              "get",
              done -> done.says("OCI registry"),
              "main.tf",
              MODULE.formatted("\"oci://127.0.0.1:9/a/b\""));
      case IMPORTS_IN_MODULES ->
          new Question(
              Map.of(
                  "main.tf",
                  MODULE.formatted("\"./m\""),
                  "m/main.tf",
                  "import {\n  to       = zork_y.x\n  id       = \"a\"\n  provider = other\n}\n"),
              List.of("get", "providers"),
              Map.of(),
              done -> done.says("/hashicorp/other]"));
      case PROVIDERS_OF_TESTS ->
          ask(
              "providers",
              done -> done.says("/hashicorp/zork]"),
              "main.tf",
              HONEST,
              "tests/a.tftest.hcl",
              "provider \"zork\" {}\nrun \"x\" {}\n");
      case PROVIDERS_OF_IMPORTS ->
          ask(
              "providers",
              done -> done.says("/hashicorp/zork]"),
              "main.tf",
              """
              resource "zork_y" "x" {
                provider = other
              }
              import {
                to = zork_y.x
                id = "a"
              }
              """);
      case UNDERSCORE_IN_NAMESPACE ->
          ask(
              "get",
              Done::passed,
              "main.tf",
              "terraform {\n  required_providers {\n    x = { source = \"ac_me/x\" }\n  }\n}\n");
      case MODULES_BEFORE_BACKEND ->
          ask(
              "init",
              done ->
                  done.text().indexOf("Initializing modules")
                          < done.text().indexOf("Initializing the backend")
                      || !done.says("Initializing the backend"),
              "main.tf",
              "terraform {\n  backend \"local\" {}\n}\n"
                  + MODULE.formatted("\"git::https://127.0.0.1:9/m.git\""));
    };
  }

  private static final Map<String, String> TOPS =
      Map.of(
          "provider", "provider \"x\" {}\n",
          "variable", "variable \"v\" {}\n",
          "output", "output \"o\" {\n  value = 1\n}\n",
          "module", "module \"m\" {\n  source = \"./m\"\n}\n",
          "resource", "resource \"x_y\" \"z\" {}\n",
          "data", "data \"x_y\" \"z\" {}\n",
          "ephemeral", "ephemeral \"x_y\" \"z\" {}\n",
          "action", "action \"x_y\" \"z\" {}\n",
          "list", "list \"x_y\" \"z\" {}\n");

  /** Names that a program may come to know, beside those that one does. */
  private static final List<String> UNKNOWN_TOPS =
      List.of(
          "list",
          "component",
          "deployment",
          "stack",
          "policy",
          "encryption",
          "state_store",
          "backend",
          "required_providers",
          "run",
          "mock_provider",
          "function",
          "test");

  private static final Map<String, String> INSIDE =
      Map.of(
          "backend", "backend \"local\" {}\n",
          "cloud", "cloud {\n  organization = \"x\"\n}\n",
          "provider_meta", "provider_meta \"x\" {}\n",
          "state_store", "state_store \"x_y\" {\n  provider \"x\" {}\n}\n");

  private static final List<String> UNKNOWN_INSIDE =
      List.of("state_store", "store", "policy", "compatible_with", "language", "provider");

  private static final List<String> ARGUMENTS =
      List.of("required_version", "language", "encryption", "state_store", "backend", "store");

  private static boolean isKnown(Done done, String kind) {
    return !done.says("Unsupported " + kind);
  }

  @ParameterizedTest
  @MethodSource("dev.tfgate.terraform.profile.RealProgram#everyVersion")
  void everyCellIsWhatTheProgramDoes(RealProgram program) throws Exception {
    Profile profile = program.needed().profile();
    List<String> wrong = new ArrayList<>();
    for (Feature feature : Feature.values()) {
      Question question = question(feature);
      compare(
          feature.name(),
          profile.has(feature),
          question.answer().test(run(program, question)),
          wrong);
    }
    Set<String> tops = new TreeSet<>(Names.BLOCKS.keySet());
    tops.addAll(UNKNOWN_TOPS);
    for (String name : tops) {
      Done done =
          run(
              program,
              ask(
                  "get",
                  any -> true,
                  "main.tf",
                  TOPS.getOrDefault(name, name + " {}\n"),
                  "m/main.tf",
                  ""));
      boolean known = isKnown(done, "block type") && !done.says("Invalid required_providers block");
      compare(name + " at the top", profile.hasBlock(name), known, wrong);
    }
    Set<String> inside = new TreeSet<>(Names.SETTINGS.keySet());
    inside.addAll(UNKNOWN_INSIDE);
    for (String name : inside) {
      String block = INSIDE.getOrDefault(name, name + " {}\n");
      Done done = run(program, ask("get", any -> true, "main.tf", "terraform {\n" + block + "}\n"));
      compare(name + " {} in terraform", profile.hasSetting(name), isKnown(done, "block"), wrong);
    }
    for (String name : ARGUMENTS) {
      Done done =
          run(program, ask("get", any -> true, "main.tf", "terraform {\n  " + name + " = 1\n}\n"));
      compare(
          name + " = … in terraform",
          profile.hasSettingArgument(name),
          isKnown(done, "argument"),
          wrong);
    }
    assertThat(wrong).as(program.toString()).isEmpty();
  }

  /** Sections of an honest plan, whether or not its program always writes them. */
  @ParameterizedTest
  @MethodSource("dev.tfgate.terraform.profile.RealProgram#everyVersion")
  void theSectionsOfAPlanAreThoseOfTheTable(RealProgram program) throws Exception {
    Profile profile = program.needed().profile();
    Question question =
        new Question(
            Map.of(
                "main.tf",
                HONEST
                    + "variable \"v\" {\n  default = 1\n}\noutput \"o\" {\n  value = var.v\n}\n"),
            List.of("init", "plan -out=saved", "show -json saved"),
            Map.of(),
            Done::passed);
    Done done = run(program, question);
    assertThat(done.passed()).as(done.text()).isTrue();
    int end = done.text().lastIndexOf('}');
    Set<String> sections = new TreeSet<>();
    new ObjectMapper()
        .readTree(done.text().substring(done.text().indexOf('{'), end + 1))
        .fieldNames()
        .forEachRemaining(sections::add);
    assertThat(sections)
        .contains("resource_changes", "configuration")
        .allMatch(profile::hasPlanSection);
    assertThat(sections.contains("complete")).isEqualTo(profile.hasPlanSection("complete"));
  }

  private static void compare(String what, boolean table, boolean program, List<String> wrong) {
    if (table != program) {
      wrong.add("%s: the table says %s, the program %s".formatted(what, table, program));
    }
  }

  /** Where the names of the table are, so that none is added without a question. */
  @Test
  void theQuestionsTellApartWhatTheyAskFor() {
    Set<Feature> told = EnumSet.noneOf(Feature.class);
    for (Feature feature : Feature.values()) {
      Set<Boolean> answers = new HashSet<>();
      RealProgram.everyVersion()
          .filter(program -> !program.version().startsWith("of"))
          .forEach(program -> answers.add(program.profile().has(feature)));
      if (answers.size() == 2) {
        told.add(feature);
      }
    }
    assertThat(told).containsExactly(Feature.values());
  }

  private Done run(RealProgram program, Question question) throws Exception {
    Path root = Files.createTempDirectory(folder, "root");
    for (Map.Entry<String, String> file : question.files().entrySet()) {
      Path path = root.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    Done done = new Done(0, "", root);
    for (String command : question.commands()) {
      done = run(program, root, command, question.environment());
    }
    return done;
  }

  private Done run(RealProgram program, Path root, String command, Map<String, String> environment)
      throws Exception {
    List<String> line = new ArrayList<>(List.of(program.path().toString()));
    line.addAll(List.of(command.split(" ")));
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(line)
            .directory(root.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().clear();
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("PATH", "/usr/bin:/bin");
    builder.environment().put("CHECKPOINT_DISABLE", "1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    process.getOutputStream().close();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("%s %s", program, command).isTrue();
    String text = Files.readString(output, StandardCharsets.UTF_8).replaceAll("\\s*\n[│ ]*", " ");
    return new Done(process.exitValue(), text.replaceAll("\u001b\\[[0-9;]*m", ""), root);
  }
}
