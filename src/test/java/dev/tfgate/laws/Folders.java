package dev.tfgate.laws;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Folders that are used again and again. */
final class Folders {
  private Folders() {}

  static void write(Map<String, byte[]> files, Path directory) throws IOException {
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.write(path, file.getValue());
    }
  }

  /** Deletes everything in it. */
  static void clear(Path directory) throws IOException {
    try (Stream<Path> found = Files.walk(directory)) {
      List<Path> all = new ArrayList<>(found.toList());
      Collections.reverse(all);
      all.removeLast();
      for (Path path : all) {
        Files.delete(path);
      }
    }
  }
}
