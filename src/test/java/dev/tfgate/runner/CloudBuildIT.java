package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.cli.CommandRun;
import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code docs/cloud-build.md} and the Cloud Build files say to run, run. */
class CloudBuildIT {
  private static final Path DOCUMENT = Path.of("docs/cloud-build.md");
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

  private static String block(String heading, String language) throws IOException {
    String document = Files.readString(DOCUMENT);
    String section = document.substring(document.indexOf(heading));
    String fence = "```" + language + "\n";
    String block = section.substring(section.indexOf(fence) + fence.length());
    return block.substring(0, block.indexOf("```"));
  }

  @Test
  void theDocumentsStepsPassAndItsPullRequestIsBlocked() throws IOException {
    for (String line : block("## 4.", "sh").lines().toList()) {
      List<String> words = Arrays.asList(line.split(" "));
      assertThat(words.getFirst()).isEqualTo("tfgate");
      passes(words.subList(1, words.size()));
    }
    world.file("dev/more.tf", block("## 5.", "hcl"));
    CommandRun.Result check = run(List.of("check"));
    assertThat(check.code()).isEqualTo(ExitCode.FINDINGS);
    assertThat(check.out()).contains("dev/more.tf").contains("mandatory  provisioner  2:3");
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
