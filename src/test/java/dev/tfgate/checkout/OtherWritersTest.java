package dev.tfgate.checkout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OtherWritersTest {
  @TempDir Path folder;

  @Test
  void aFileOfThisUserOrOfRootIsNobodyElses() throws IOException {
    Path file = Files.writeString(folder.toRealPath().resolve("f"), "x");
    assertThat(OtherWriters.here().of(file)).isEmpty();
    assertThat(OtherWriters.here().of(Path.of("/bin/sh").toRealPath())).isEmpty();
  }

  @Test
  void anotherOwnerIsNamed() throws IOException {
    Path file = Files.writeString(folder.toRealPath().resolve("f"), "x");
    int user = (int) Files.getAttribute(file, "unix:uid");
    assumeTrue(user != 0 || canGiveAway(file), "only root can give a file away");
    assertThat(OtherWriters.than(4242).of(file)).get().asString().contains("belongs to another");
  }

  private static boolean canGiveAway(Path file) throws IOException {
    try {
      Files.setAttribute(file, "unix:uid", 4711);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void itsGroupAndOthersAreNamedAlsoOfAFolderAboveUnlessThatIsSticky() throws IOException {
    Path inner = Files.createDirectory(folder.toRealPath().resolve("inner"));
    Path file = Files.writeString(inner.resolve("f"), "x");
    for (String mode : new String[] {"rwxrwxr-x", "rwxr-xrwx"}) {
      Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString(mode));
      assertThat(OtherWriters.here().of(file)).get().asString().contains("inner has mode");
      assertThat(OtherWriters.here().of(inner)).isPresent();
      Files.setPosixFilePermissions(inner, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      assertThat(OtherWriters.here().of(file)).get().asString().contains("f has mode");
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
  }

  @Test
  void whoeverCanTurnALinkOnTheWayCountsToo() throws IOException {
    Path top = folder.toRealPath();
    Path kept = Files.createDirectories(top.resolve("kept/inner"));
    Path file = Files.writeString(kept.resolve("f"), "x");
    Path shared = Files.createDirectory(top.resolve("shared"));
    Path link = Files.createSymbolicLink(shared.resolve("trust"), kept);
    Path further =
        Files.createSymbolicLink(top.resolve("further"), Path.of("shared/../shared/trust"));
    for (Path named : new Path[] {link.resolve("f"), further.resolve("f"), link, further}) {
      assertThat(OtherWriters.here().of(named)).as(named.toString()).isEmpty();
    }
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxrwxr-x"));
    for (Path named : new Path[] {link.resolve("f"), further.resolve("f"), link, further}) {
      assertThat(OtherWriters.here().of(named))
          .as(named.toString())
          .get()
          .asString()
          .contains("shared has mode 775");
    }
    assertThat(OtherWriters.here().of(file)).isEmpty();
  }

  @Test
  void aLoopOfLinksIsAnError() throws IOException {
    Path one = Files.createSymbolicLink(folder.resolve("one"), Path.of("two"));
    Files.createSymbolicLink(folder.resolve("two"), Path.of("one"));
    assertThatThrownBy(() -> OtherWriters.here().of(one.toAbsolutePath()))
        .isInstanceOf(IOException.class);
  }
}
