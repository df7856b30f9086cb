package dev.tfgate.distribution;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The completion scripts, in the shells they are for. */
class CompletionIT {
  private static final Path BIN = Path.of("target/tfgate/bin").toAbsolutePath();

  @TempDir Path folder;

  private String run(String shell, String script) throws IOException, InterruptedException {
    Path program = Path.of("/usr/bin", shell);
    assumeTrue(Files.isExecutable(program), "no " + shell + " here: this test is skipped");
    Path file = Files.writeString(folder.resolve("script"), script);
    ProcessBuilder builder =
        new ProcessBuilder("/usr/bin/timeout", "30", program.toString(), file.toString());
    builder.environment().clear();
    builder.environment().put("PATH", BIN + ":/usr/bin:/bin");
    builder.environment().put("HOME", folder.toString());
    builder.environment().put("TERM", "dumb");
    builder.redirectErrorStream(true).redirectInput(Path.of("/dev/null").toFile());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    process.waitFor();
    return output;
  }

  @Test
  void bash() throws Exception {
    String output =
        run(
            "bash",
            """
            source <(tfgate completion bash)
            compopt() { :; }
            offer() {
              COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE}
              "$(complete -p tfgate | sed 's/.*-F \\([^ ]*\\).*/\\1/')"
              echo "offered: ${COMPREPLY[*]}"
            }
            offer tfgate che
            offer tfgate ci-config ver
            offer tfgate check --offl
            """);
    assertThat(output).isEqualTo("offered: check\noffered: verify\noffered: --offline\n");
  }

  @Test
  void fish() throws Exception {
    String output =
        run(
            "fish",
            """
            tfgate completion fish | source
            complete -C "tfgate che"
            complete -C "tfgate ci-config ver"
            complete -C "tfgate check --offl"
            """);
    assertThat(output.lines().map(line -> line.replaceFirst("\t.*", "")))
        .containsExactly("check", "verify", "--offline");
  }

  @Test
  void zsh() throws Exception {
    String output =
        run(
            "zsh",
            """
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell 'PS1=; source <(tfgate completion zsh) 2>/dev/null; echo rea""dy'
            zpty -r shell line '*ready*'
            zpty -w -n shell $'tfgate che\\t'
            zpty -r shell line '*tfgate check*'
            print -r -- "$line"
            zpty -w -n shell $'--offl\\t'
            zpty -r shell line '*--offline*'
            print -r -- "$line"
            zpty -d shell
            """);
    assertThat(output).contains("tfgate check").contains("--offline");
  }
}
