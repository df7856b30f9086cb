package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildDirectoryTest {
  @TempDir Path folder;
  private Path checkout;

  @BeforeEach
  void makeCheckout() throws IOException {
    folder = folder.toRealPath();
    checkout = Files.createDirectory(folder.resolve("checkout"));
  }

  private BuildDirectory open(Path base) {
    return BuildDirectory.open(base, null, checkout, checkout, Engine.TERRAFORM);
  }

  @Test
  void everythingInItIsPrivate() throws IOException {
    try (BuildDirectory directory = open(folder.resolve("a/b/data"))) {
      directory.prepare(Path.of("/opt/\"${x}"));
      for (Path made :
          new Path[] {directory.home(), directory.temporary(), directory.terraformData()}) {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
            .isEqualTo("rwx------");
      }
      assertThat(Files.readString(directory.cliConfiguration()))
          .contains("path    = \"/opt/\\\"$${x}\"")
          .contains("filesystem_mirror");
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.cliConfiguration())))
          .isEqualTo("rw-------");
    }
  }

  @Test
  void rootsDontShareOne() {
    Path base = folder.resolve("data");
    try (BuildDirectory one = open(base);
        BuildDirectory other =
            BuildDirectory.open(base, null, checkout, checkout.resolve("x"), Engine.TERRAFORM)) {
      assertThat(one.plan()).isNotEqualTo(other.plan());
    }
  }

  @Test
  void onlyOneRunAtATime() {
    try (BuildDirectory directory = open(folder.resolve("data"))) {
      assertThat(directory.user()).isNotNegative();
      assertThatThrownBy(() -> open(folder.resolve("data"))).hasMessageContaining("another");
    }
  }

  @Test
  void aPlaceInTheCheckoutOrAroundItIsRefused() throws IOException {
    Files.createSymbolicLink(folder.resolve("link"), checkout);
    for (Path place :
        new Path[] {checkout.resolve("data"), checkout, folder, folder.resolve("link/data")}) {
      assertThatThrownBy(() -> open(place))
          .isInstanceOf(ExitException.class)
          .hasMessageContaining("lie in one another");
    }
  }

  @Test
  void aPlaceThatOthersCanWriteIsRefused() throws IOException {
    Path shared = Files.createDirectory(folder.resolve("shared"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxrwx"));
    assertThatThrownBy(() -> open(shared)).hasMessageContaining("can't be trusted");
    assertThatThrownBy(() -> open(shared.resolve("data"))).hasMessageContaining("can't be trusted");
  }

  @Test
  void aPlantedLinkIsRefused() throws IOException {
    Path base = folder.resolve("data");
    Path inside;
    try (BuildDirectory directory = open(base)) {
      inside = directory.plan().resolveSibling("");
    }
    Path moved = folder.resolve("moved");
    Files.move(inside, moved);
    Files.createSymbolicLink(inside, moved);
    assertThatThrownBy(() -> open(base)).isInstanceOf(ExitException.class);
  }
}
