package dev.tfgate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built tfgate as a commit hook: through the pre-commit framework, and through git alone. */
class PreCommitIT {
  private static final Path PROJECT = Path.of("").toAbsolutePath();
  private static final Path TFGATE = PROJECT.resolve("target/tfgate/bin");
  private static final String SENDS = "data \"http\" \"x\" {\n  url = \"http://x.example\"\n}\n";

  @TempDir Path folder;
  private Path checkout = Path.of("");

  record Result(int code, String out) {}

  @BeforeEach
  void repository() throws Exception {
    checkout = Files.createDirectory(folder.resolve("checkout"));
    run(checkout, "git", "init", "-q");
    write("svc/main.tf", "terraform {\n  backend \"local\" {}\n}\n");
    write("svc/other.tf", "variable \"x\" {}\n");
    commit("-m", "first");
  }

  @Test
  void preCommitStopsTheBadCommitAndLetsTheGoodOnesPass() throws Exception {
    Installed.assume("pre-commit");
    Path hooks = Files.createDirectory(folder.resolve("hooks"));
    Files.copy(PROJECT.resolve(".pre-commit-hooks.yaml"), hooks.resolve(".pre-commit-hooks.yaml"));
    run(hooks, "git", "init", "-q");
    run(hooks, "git", "add", "-A");
    run(hooks, "git", "commit", "-q", "-m", "hooks");
    write(
        ".pre-commit-config.yaml",
        "repos:\n- repo: %s\n  rev: %s\n  hooks: [{id: tfgate}]\n"
            .formatted(hooks, run(hooks, "git", "rev-parse", "HEAD").out().strip()));
    assertThat(run(checkout, "pre-commit", "install").code()).isZero();
    decides();
    assertThat(run(checkout, "pre-commit", "run", "--all-files").code()).isZero();
  }

  @Test
  void theHookOfGitDoesSoToo() throws Exception {
    assertThat(run(checkout, TFGATE.resolve("tfgate").toString(), "hook", "install").code())
        .isZero();
    decides();
  }

  private void decides() throws Exception {
    write("svc/new.tf", "variable \"y\" {}\n");
    assertThat(commit("-m", "good")).extracting(Result::code).isEqualTo(0);
    write("svc/bad.tf", SENDS);
    Result bad = commit("-m", "bad");
    assertThat(bad.code()).isNotZero();
    assertThat(bad.out()).contains("http-data", "svc/bad.tf");
    run(checkout, "git", "reset", "-q", "--hard");
    write("svc/other.tf", SENDS);
    Result all = run(checkout, "git", "commit", "-q", "-a", "-m", "bad");
    assertThat(all.code()).as(all.out()).isNotZero();
    assertThat(all.out()).contains("svc/other.tf");
    write("README.md", "what is not staged is not part of the commit\n");
    run(checkout, "git", "add", "README.md");
    assertThat(run(checkout, "git", "commit", "-q", "-m", "good").code()).isZero();
    run(checkout, "git", "checkout", "-q", ".");
    run(checkout, "git", "rm", "-q", "README.md");
    Result deleted = run(checkout, "git", "commit", "-m", "only deletes");
    assertThat(deleted.code()).as(deleted.out()).isZero();
    assertThat(deleted.out()).doesNotContain("Skipped");
  }

  private Result commit(String... options) throws Exception {
    run(checkout, "git", "add", "-A");
    String[] command = Arrays.copyOf(new String[] {"git", "commit", "-q"}, 3 + options.length);
    System.arraycopy(options, 0, command, 3, options.length);
    return run(checkout, command);
  }

  private void write(String path, String content) throws IOException {
    Files.createDirectories(checkout.resolve(path).getParent());
    Files.writeString(checkout.resolve(path), content);
  }

  private Result run(Path where, String... command) throws Exception {
    Path output = folder.resolve("output");
    ProcessBuilder builder =
        new ProcessBuilder(List.of(command))
            .directory(where.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.put("PATH", TFGATE + ":" + System.getenv("PATH"));
    environment.put("HOME", folder.toString());
    environment.put("PRE_COMMIT_HOME", folder.resolve("cache").toString());
    environment.put("GIT_CONFIG_NOSYSTEM", "1");
    for (String role : List.of("AUTHOR", "COMMITTER")) {
      environment.put("GIT_" + role + "_NAME", "a");
      environment.put("GIT_" + role + "_EMAIL", "a@acme.example");
    }
    int code = builder.start().waitFor();
    return new Result(code, Files.readString(output));
  }
}
