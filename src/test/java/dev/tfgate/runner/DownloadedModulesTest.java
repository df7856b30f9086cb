package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadedModulesTest {
  private static final String COMMIT = "7c7c242c5e2c0ff7670b6b1c1947406286950453";

  @TempDir Path folder;
  private Path root;
  private BuildDirectory directory;
  private Path head;

  @BeforeEach
  void aPackageOfGit() throws IOException {
    root = Files.createDirectory(folder.toRealPath().resolve("root"));
    directory = BuildDirectory.open(folder.resolve("data"), null, root, root, Engine.TERRAFORM);
    head = directory.modules().resolve("net/.git/HEAD");
    Files.createDirectories(head.getParent());
    Files.createDirectories(directory.modules().resolve("net/part"));
    index("ref=" + COMMIT);
  }

  @AfterEach
  void close() {
    directory.close();
  }

  private void index(String query) throws IOException {
    Files.writeString(
        directory.modules().resolve("modules.json"),
        """
        {"Modules":[{"Key":"","Source":"","Dir":"."},
          {"Key":"net","Source":"git::https://git.example/net.git//part?%s","Dir":"%s"}]}
        """
            .formatted(query, directory.modules().resolve("net/part")));
  }

  @Test
  void theCommitThatIsPinnedIsTheOneThatIsThere() throws IOException {
    Files.writeString(head, COMMIT + "\n");
    assertThatCode(() -> DownloadedModules.requireCommits(directory, root))
        .doesNotThrowAnyException();
    index("ref=" + COMMIT.toUpperCase(java.util.Locale.ROOT));
    assertThatCode(() -> DownloadedModules.requireCommits(directory, root))
        .doesNotThrowAnyException();
    index("ref=v1.0");
    Files.writeString(head, "ref: refs/heads/main\n");
    assertThatCode(() -> DownloadedModules.requireCommits(directory, root))
        .doesNotThrowAnyException();
  }

  @Test
  void aBranchThatIsCalledLikeTheCommitIsRefused() throws IOException {
    for (String other : new String[] {"ref: refs/heads/" + COMMIT, "0" + COMMIT.substring(1), ""}) {
      Files.writeString(head, other + "\n");
      for (String query :
          new String[] {
            "ref=" + COMMIT,
            "ref=" + COMMIT.toUpperCase(java.util.Locale.ROOT),
            "depth=1&ref=" + COMMIT
          }) {
        index(query);
        assertThatThrownBy(() -> DownloadedModules.requireCommits(directory, root))
            .as(query + other)
            .isInstanceOf(ExitException.class)
            .hasMessageContaining("a branch of that name");
      }
    }
  }
}
