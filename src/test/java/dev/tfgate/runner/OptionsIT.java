package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.ProgramRun;
import dev.tfgate.terraform.profile.RealProgram;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each subcommand and option that may be given, asked of the real programs of every version. */
class OptionsIT {
  private static final Map<String, String> VALUES =
      Map.of(
          "lockfile", "readonly",
          "lock-timeout", "1s",
          "parallelism", "2",
          "var", "v=1",
          "type", "plan",
          "format", "dot",
          "test-directory", "tests",
          "replace", "terraform_data.x",
          "target", "terraform_data.x");

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.tfgate.terraform.profile.RealProgram#everyVersion")
  void whatMayBeGivenIsWhatTheVersionTakes(RealProgram program) throws Exception {
    program.needed();
    List<String> wrong = new ArrayList<>();
    for (Subcommand subcommand : Subcommand.allowed()) {
      compare(program, subcommand, "", "", wrong);
      for (String flag : subcommand.flags()) {
        compare(program, subcommand, flag, "true", wrong);
      }
      for (String name : subcommand.values()) {
        compare(program, subcommand, name, VALUES.getOrDefault(name, "x"), wrong);
      }
    }
    assertThat(wrong).as(program.toString()).isEmpty();
  }

  private void compare(
      RealProgram program, Subcommand subcommand, String option, String value, List<String> wrong)
      throws Exception {
    String name = subcommand.name();
    boolean table =
        option.isEmpty()
            ? program.profile().hasCommand(name)
            : program.profile().hasOption(name, option);
    List<String> line = new ArrayList<>(List.of(program.path().toString()));
    line.addAll(List.of(name.split(" ")));
    if (option.isEmpty()) {
      line.add("-nobody-has-this");
    } else {
      new Arguments.Option(option, value).arguments().forEach(line::add);
    }
    Path root = Files.createTempDirectory(folder, "root");
    Files.writeString(
        root.resolve("main.tf"), "variable \"v\" {}\nresource \"terraform_data\" \"x\" {}\n");
    String text =
        ProgramRun.in(root, folder, Duration.ofMinutes(2), line)
            .output()
            .replaceAll("\\s*\n[│ ]*", " ");
    boolean noSuchCommand = text.contains(" has no command named ");
    boolean noSuchOption = text.contains("flag provided but not defined");
    boolean takes = option.isEmpty() ? !noSuchCommand : !noSuchCommand && !noSuchOption;
    if (takes != table) {
      wrong.add(
          "%s -%s: the table says %s, the program: %s"
              .formatted(name, option, table, text.substring(0, Math.min(text.length(), 200))));
    }
  }
}
