package dev.tfgate.runner;

import dev.tfgate.cli.CommandRun;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** How a test starts tfgate as a process of its own. */
final class ThisJava {
  private ThisJava() {}

  /** The command, without arguments. */
  static List<String> command() {
    return List.of(
        Path.of(System.getProperty("java.home"), "bin/java").toString(),
        "--sun-misc-unsafe-memory-access=allow",
        "-cp",
        classPath(),
        "dev.tfgate.cli.Main");
  }

  private static String classPath() {
    return CommandRun.class.getClassLoader() instanceof URLClassLoader loader
        ? Arrays.stream(loader.getURLs()).map(URL::getPath).collect(Collectors.joining(":"))
        : Arrays.stream(System.getProperty("java.class.path").split(":"))
            .map(place -> Path.of(place).toAbsolutePath().toString())
            .collect(Collectors.joining(":"));
  }
}
