package dev.tfgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TfgateTest {
  private static final Pattern CONTINUED = Pattern.compile("^(?: {20,})?([a-z][^ ]*)");

  private final CommandRun tfgate = new CommandRun();

  @Test
  void versionIsThePomsVersion() throws IOException {
    assertThat(tfgate.run("--version").out()).isEqualTo("tfgate " + ProgramVersion.CURRENT + "\n");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains(
            "<artifactId>tfgate</artifactId>\n  <version>" + ProgramVersion.CURRENT + "</version>");
  }

  @Test
  void helpAndVersionAreWordsToo() {
    assertThat(tfgate.run("version").out())
        .isEqualTo(tfgate.run("--version").out())
        .startsWith("tfgate ");
    assertThat(tfgate.run("help")).isEqualTo(tfgate.run("--help"));
    assertThat(tfgate.run("help", "check")).isEqualTo(tfgate.run("check", "--help"));
    assertThat(tfgate.run("help", "plan")).isEqualTo(tfgate.run("plan", "--help"));
    assertThat(tfgate.run("help", "plan", "check"))
        .isEqualTo(tfgate.run("plan", "check", "--help"));
    assertThat(tfgate.run("hepl").err()).contains("did you mean 'help'?");
    assertThat(tfgate.run("help", "chekc").code()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void withoutArgumentsTheHelpGoesToStderr() {
    CommandRun.Result result = tfgate.run();
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).contains("Usage: tfgate COMMAND").contains("completion");
  }

  @Test
  void helpNamesEveryCommandWithin80Columns() {
    CommandRun.Result result = tfgate.run("--help");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.err()).isEmpty();
    for (Commands.Entry entry : Commands.all()) {
      assertThat(result.out()).contains("  " + entry.name());
    }
    assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
  }

  @Test
  void everyCommandHasHelpWithin80Columns() {
    for (Commands.Entry entry : Commands.all()) {
      List<String> words = List.of((entry.name() + " --help").split(" "));
      CommandRun.Result result = tfgate.run(words.toArray(new String[0]));
      assertThat(result.code()).as(entry.name()).isEqualTo(ExitCode.PASSED);
      assertThat(result.out()).startsWith("Usage: tfgate " + entry.name()).contains("--trust");
      assertThat(result.out().lines()).as(entry.name()).allMatch(line -> line.length() <= 80);
    }
  }

  @Test
  void helpBreaksLinesOnlyWhereTheNextWordDoesNotFit() {
    for (Commands.Entry entry : Commands.all()) {
      List<String> words = List.of((entry.name() + " --help").split(" "));
      List<String> lines = tfgate.run(words.toArray(new String[0])).out().lines().toList();
      for (int i = 1; i < lines.size(); i++) {
        Matcher continued = CONTINUED.matcher(lines.get(i));
        if (continued.find()) {
          String before = lines.get(i - 1);
          assertThat(before.length() + 1 + continued.group(1).length())
              .as("%s: %s\n%s", entry.name(), before, lines.get(i))
              .isGreaterThan(76);
          assertThat(before).as(entry.name()).doesNotMatch(".*[^.]\\.");
        }
      }
    }
  }

  @Test
  void unknownCommandSuggestsTheNearest() {
    CommandRun.Result result = tfgate.run("completoin", "bash");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .isEqualTo("tfgate: unknown command 'completoin'; did you mean 'completion'?\n");
  }

  @Test
  void unknownSecondWordSuggestsTheNearestOfItsGroup() {
    assertThat(tfgate.run("policy", "tset").err())
        .isEqualTo("tfgate: unknown command 'policy tset'; did you mean 'policy test'?\n");
  }

  @Test
  void unknownOptionSuggestsTheNearest() {
    CommandRun.Result result = tfgate.run("completion", "--colour", "never", "bash");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .isEqualTo(
            "tfgate: unknown option '--colour'; did you mean '--color'?"
                + " See 'tfgate completion --help'\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"explain", "completion", "inspect", "plan check", "owners restore", "terraform"})
  void aMissingArgumentIsWrongUse(String command) {
    CommandRun.Result result = tfgate.run(command.split(" "));
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .startsWith("tfgate: 'tfgate " + command + "' needs ")
        .endsWith(". See 'tfgate " + command + " --help'\n");
  }

  @Test
  void aMissingValueIsWrongUse() {
    CommandRun.Result result = tfgate.run("check", "--trust");
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err())
        .isEqualTo("tfgate: --trust needs a value, DIR. See 'tfgate check --help'\n");
  }

  @Test
  void theHelpOfAGroupNamesItsCommandsAlone() {
    CommandRun.Result result = tfgate.run("owners", "--help");
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    assertThat(result.out())
        .startsWith("Usage: tfgate owners COMMAND [OPTIONS] [ARGUMENTS]\n")
        .contains("  owners audit ", "  owners restore ", "  owners strip ")
        .doesNotContain("  check ")
        .contains("--trust=DIR")
        .doesNotContain("--version");
  }

  @Test
  void errorsAreWrappedOnATerminalAlone() {
    String[] wrong = {"completion", "bash", "--endpoint", "pubsub=https://example.com"};
    assertThat(tfgate.run(wrong).err())
        .isEqualTo(
            "tfgate: --endpoint takes SERVICE=URL with one of"
                + " certificates|cloudbuild|github|iamcredentials|metadata|resourcemanager|secretmanager|storage|sts, not"
                + " 'pubsub=https://example.com'. See 'tfgate completion --help'\n");
    assertThat(tfgate.onTerminal().run(wrong).err())
        .isEqualTo(
            """
            tfgate: --endpoint takes SERVICE=URL with one of
                certificates|cloudbuild|github|iamcredentials|metadata|resourcemanager|secretmanager|storage|sts,
                not 'pubsub=https://example.com'. See 'tfgate completion --help'
            """);
  }

  @Test
  void optionsStandAnywhere() {
    String plain = tfgate.run("completion", "bash").out();
    assertThat(plain).contains("complete -F");
    assertThat(tfgate.run("--color", "never", "completion", "bash").out()).isEqualTo(plain);
    assertThat(tfgate.run("completion", "--trust=x", "bash", "-q").out()).isEqualTo(plain);
    assertThat(tfgate.run("--trust", "completion", "completion", "bash").out()).isEqualTo(plain);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "storage=http://example.com",
        "storage=http://127.0.0.1.example.com",
        "storage=http://user@127.0.0.1",
        "storage=ftp://127.0.0.1",
        "storage=file:///etc",
        "storage=//127.0.0.1",
        "storage",
        "pubsub=https://example.com",
        "storage=http://[::2]"
      })
  void endpointsOffLoopbackNeedHttps(String endpoint) {
    CommandRun.Result result = tfgate.run("completion", "bash", "--endpoint", endpoint);
    assertThat(result.code()).isEqualTo(ExitCode.USAGE);
    assertThat(result.err()).contains("--endpoint takes ").doesNotContain("\\x");
  }

  @Test
  void wordsOnTheCommandLineCannotDriveTheTerminal() {
    CommandRun.Result result = tfgate.run("\u001b[31mred\u202e");
    assertThat(result.err()).doesNotContain("\u001b").doesNotContain("\u202e");
    assertThat(result.err()).contains("\\x1b[31mred\\u{202e}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bash", "zsh", "fish"})
  void completionKnowsTheCommands(String shell) {
    CommandRun.Result result = tfgate.run("completion", shell);
    assertThat(result.code()).isEqualTo(ExitCode.PASSED);
    for (Commands.Entry entry : Commands.all()) {
      assertThat(result.out()).contains(entry.name().split(" "));
    }
  }

  @Test
  void fishTellsTheSecondWordsOfTwoGroupsApart() {
    assertThat(tfgate.run("completion", "fish").out())
        .contains(
            "-n '__fish_seen_subcommand_from plugins; and __fish_seen_subcommand_from verify' -l")
        .doesNotContain("-n '__fish_seen_subcommand_from verify'");
  }

  @Test
  void completionForAnUnknownShellIsRefused() {
    assertThat(tfgate.run("completion", "tcsh").code()).isEqualTo(ExitCode.USAGE);
  }
}
