package dev.tfgate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a build of the image relies on, without building it: {@code image/prove} does that. */
class DockerfileTest {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{?([A-Z][A-Z0-9_]*)");

  private static List<String> instructions() throws IOException {
    String text = Files.readString(Path.of("Dockerfile"));
    return text.replaceAll("(?m)^\\s*#.*\\n", "")
        .replaceAll("\\\\\\n\\s*", "")
        .lines()
        .filter(line -> !line.isBlank())
        .toList();
  }

  private static List<String> arguments(String instruction) throws IOException {
    return instructions().stream()
        .filter(line -> line.startsWith(instruction + " "))
        .map(line -> line.substring(instruction.length() + 1))
        .toList();
  }

  @Test
  void whatItCopiesIsThereOrIsBuilt() throws IOException {
    List<String> sources = new ArrayList<>();
    for (String copy : arguments("COPY")) {
      if (!copy.startsWith("--from=tools ")) {
        List<String> words = List.of(copy.split(" "));
        sources.addAll(words.subList(0, words.size() - 1));
      }
    }
    assertThat(sources)
        .containsExactly(
            "image/mirror", "target/tfgate", "gate.yaml", "plugins-manifest.yaml*", "policies");
    for (String file : List.of("image/mirror/providers.tf", "gate.yaml", "plugins-manifest.yaml")) {
      assertThat(Path.of(file)).isRegularFile();
    }
    String pinned = Files.readString(Path.of("plugins-manifest.yaml"));
    String mirrored = Files.readString(Path.of("image/mirror/providers.tf"));
    Matcher version = Pattern.compile("version = (\"[0-9.]+\")").matcher(mirrored);
    assertThat(version.find()).isTrue();
    assertThat(pinned).contains("version: " + version.group(1));
    assertThat(arguments("ADD")).isEmpty();
  }

  @Test
  void theBuilderChoosesTheBaseAndTheHashOfTerraform() throws IOException {
    assertThat(arguments("FROM")).containsExactly("${BASE} AS tools", "${BASE}");
    Set<String> declared = new TreeSet<>();
    for (String argument : arguments("ARG")) {
      assertThat(argument).as("a build argument without a default").doesNotContain("=");
      declared.add(argument);
    }
    Set<String> used = new TreeSet<>();
    for (String line : instructions()) {
      for (Matcher variable = VARIABLE.matcher(line); variable.find(); ) {
        used.add(variable.group(1));
      }
    }
    assertThat(used).isEqualTo(declared);
    for (String run : arguments("RUN")) {
      if (run.contains("curl -")) {
        assertThat(run).contains("sha256sum -c -");
      }
    }
  }

  @Test
  void runsAsSomebodyWhoOwnsNothingThatDecides() throws IOException {
    List<String> users = arguments("USER");
    assertThat(users).containsExactly("tfgate");
    assertThat(arguments("ENV")).containsExactly("TFGATE_MODE=ci");
    assertThat(arguments("ENTRYPOINT")).containsExactly("[\"/usr/local/bin/tfgate\"]");
    assertThat(String.join("\n", arguments("RUN"))).contains("chmod -R a-w /etc/tfgate");
    assertThat(String.join("\n", instructions())).doesNotContain("--chown");
  }
}
