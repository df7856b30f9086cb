package dev.tfgate.plugins;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tfgate.report.Mode;
import dev.tfgate.terraform.profile.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgramPlacesTest {
  @TempDir Path folder;
  private Path first;
  private Path second;

  @BeforeEach
  void makeFolders() throws IOException {
    first = Files.createDirectory(folder.toRealPath().resolve("first"));
    second = Files.createDirectory(folder.toRealPath().resolve("second"));
    for (String name : List.of("terraform", "terraform-1.11.4", "tofu", "tofu-1.12.6")) {
      Files.createFile(
          second.resolve(name),
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    }
    Files.copy(second.resolve("tofu"), first.resolve("tofu"));
    Files.createFile(first.resolve("tofu-1.12.6"));
  }

  @Test
  void everyFileThatCouldRunAsAPinnedProgramIsOne() {
    assertThat(places(pinned(Engine.TOFU, "1.12.6")))
        .containsExactly(
            first.resolve("tofu"), second.resolve("tofu"), second.resolve("tofu-1.12.6"));
    assertThat(places(pinned(Engine.TERRAFORM, "1.16.4")))
        .containsExactly(second.resolve("terraform"));
    assertThat(places(pinned(Engine.TERRAFORM, "1.11.4"), pinned(Engine.TOFU, "1.0.0")))
        .containsExactly(
            second.resolve("terraform"),
            second.resolve("terraform-1.11.4"),
            first.resolve("tofu"),
            second.resolve("tofu"));
    assertThat(places())
        .containsExactly(
            second.resolve("terraform"), first.resolve("tofu"), second.resolve("tofu"));
  }

  @Test
  void openTofuThatItsGroupMayWriteIsAProblemAsTerraformIs() throws IOException {
    Path plugins = Files.createDirectory(folder.toRealPath().resolve("plugins"));
    for (Engine program : Engine.values()) {
      Path binary = second.resolve(program.word());
      List<NamedBinary> named = List.of(new NamedBinary(program, binary));
      assertThat(PlaceWriters.problems(Mode.CI, plugins, named)).isEmpty();
      Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwxrwxr-x"));
      assertThat(PlaceWriters.problems(Mode.CI, plugins, named))
          .singleElement()
          .satisfies(problem -> assertThat(problem.path()).isEqualTo(binary.toString()));
    }
  }

  private List<Path> places(PinnedProgram... pinned) {
    return ProgramPlaces.in(List.of(first.toString(), second.toString()), List.of(pinned));
  }

  private static PinnedProgram pinned(Engine program, String version) {
    return new PinnedProgram(program, version, new TreeMap<>());
  }
}
