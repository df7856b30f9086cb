package dev.tfgate.dispatch.local;

import dev.tfgate.runner.SharedRuns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which roots a run has done, kept while some are left: the same call, over the same tree and by
 * the same decision, goes on with those.
 */
final class FinishedRoots {
  private static final long LARGEST = 16L * 1024 * 1024;

  private final SharedRuns runs;
  private final Path file;
  private final String header;
  private final Set<String> done = new TreeSet<>();

  private FinishedRoots(SharedRuns runs, Path file, String header) {
    this.runs = runs;
    this.file = file;
    this.header = header;
  }

  /**
   * Reads what an earlier run left.
   *
   * @param arguments of the program
   * @param roots all that are to run
   */
  static FinishedRoots of(SharedRuns runs, List<String> arguments, List<String> roots)
      throws IOException {
    String header = quoted(arguments) + " " + quoted(roots) + " " + runs.moment();
    FinishedRoots finished = new FinishedRoots(runs, runs.folder().resolve("many.record"), header);
    if (Files.isRegularFile(finished.file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(finished.file) <= LARGEST) {
      List<String> lines = Files.readAllLines(finished.file);
      if (!lines.isEmpty() && lines.getFirst().equals(header)) {
        lines.subList(1, lines.size()).stream()
            .map(FinishedRoots::unquoted)
            .filter(root -> roots.contains(root) && runs.isStillDone(root))
            .forEach(finished.done::add);
      }
    }
    return finished;
  }

  /** Those that need not run again. */
  Set<String> done() {
    return Set.copyOf(done);
  }

  /** Notes that a root is done. */
  synchronized void add(String root) throws IOException {
    done.add(root);
    StringBuilder text = new StringBuilder(header).append('\n');
    done.forEach(path -> text.append(quoted(path)).append('\n'));
    runs.write(file, text.toString());
  }

  /** Forgets them: nothing is left, or all of it is to be done again. */
  void forget() throws IOException {
    Files.deleteIfExists(file);
  }

  private static String quoted(List<String> texts) {
    return String.join(",", texts.stream().map(FinishedRoots::quoted).toList());
  }

  private static String quoted(String text) {
    return text.replace("%", "%25").replace("\n", "%0A").replace("\r", "%0D").replace(",", "%2C");
  }

  private static String unquoted(String text) {
    return text.replace("%2C", ",").replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
  }
}
