package dev.tfgate.plugins;

import dev.tfgate.terraform.profile.Engine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Where a run looks for the programs that are pinned. */
public final class ProgramPlaces {
  /** The folders, in order; nothing of a build's {@code PATH} counts. */
  public static final List<String> FOLDERS =
      List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

  private ProgramPlaces() {}

  /** The names that a pinned program may have; the one with its version comes first. */
  public static List<String> names(PinnedProgram pinned) {
    String word = pinned.program().word();
    return List.of(word + "-" + pinned.version(), word);
  }

  /**
   * Returns every file that a run could start, by the names of what is pinned; where nothing is,
   * the names of all programs count.
   */
  public static List<Path> of(List<PinnedProgram> pinned) {
    return in(FOLDERS, pinned);
  }

  static List<Path> in(List<String> folders, List<PinnedProgram> pinned) {
    Set<String> names = new TreeSet<>();
    pinned.forEach(program -> names.addAll(names(program)));
    if (names.isEmpty()) {
      for (Engine program : Engine.values()) {
        names.add(program.word());
      }
    }
    List<Path> places = new ArrayList<>();
    for (String name : names) {
      for (String folder : folders) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          places.add(program);
        }
      }
    }
    return List.copyOf(places);
  }
}
