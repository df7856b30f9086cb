package dev.tfgate.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Runs many command lines in one JVM, as {@link Main} would, so that the build can record which
 * classes a family of commands loads.
 */
final class Training {
  private Training() {}

  /**
   * Runs the lines of the file that is the one argument; words are separated by spaces. A line that
   * begins with {@code in FOLDER} runs there.
   */
  public static void main(String[] arguments) throws IOException {
    List<String> lines = Files.readAllLines(Path.of(arguments[0]));
    Path here = Path.of("").toAbsolutePath();
    for (int repetition = 0; repetition < 2; repetition++) {
      for (String line : lines) {
        String[] words = line.strip().split(" +");
        if (words[0].equals("in")) {
          int _ = Main.run(here.resolve(words[1]), Arrays.copyOfRange(words, 2, words.length));
        } else if (!line.isBlank()) {
          int _ = Main.run(here, words);
        }
      }
    }
  }
}
