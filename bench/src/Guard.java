package dev.tfgate.cli;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts what a command costs by what does not drift with the machine: classes loaded, bytes
 * allocated by all threads, and bytes read. It takes the place of {@link Main} in a JVM of its own,
 * and prints the counts, one a line, to a file.
 *
 * <p>{@code Guard FILE NAME ARGUMENTS…}
 */
public final class Guard {
  private Guard() {}

  public static void main(String[] arguments) throws IOException {
    Path file = Path.of(arguments[0]);
    String name = arguments[1];
    List<String> rest = new ArrayList<>(List.of(arguments).subList(2, arguments.length));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long classes = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount();
    long read = read();
    long allocated = threads.getTotalThreadAllocatedBytes();
    int code = Main.run(Path.of("").toAbsolutePath(), rest.toArray(String[]::new));
    allocated = threads.getTotalThreadAllocatedBytes() - allocated;
    read = read() - read;
    classes = ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount() - classes;
    if (code != 0) {
      throw new IllegalStateException(rest + " ended with " + code);
    }
    String counts =
        "%s.classes %d\n%s.allocated_kb %d\n"
            .formatted(name, classes, name, Math.round(allocated / 1024.0));
    Files.writeString(
        file,
        counts + (read > 0 ? "%s.read_kb %d\n".formatted(name, Math.round(read / 1024.0)) : ""));
    Runtime.getRuntime().halt(0);
  }

  /** Bytes that this process has read, where the system counts them; else 0. */
  private static long read() throws IOException {
    Path io = Path.of("/proc/self/io");
    if (!Files.isReadable(io)) {
      return 0;
    }
    for (String line : Files.readAllLines(io)) {
      if (line.startsWith("rchar: ")) {
        return Long.parseLong(line.substring("rchar: ".length()));
      }
    }
    return 0;
  }
}
