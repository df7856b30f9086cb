package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Files and folders that the command line names: the gate has read each of them. */
final class NamedFiles {
  private NamedFiles() {}

  /**
   * Makes sure of it.
   *
   * @throws ExitException where the gate has not read one
   */
  static void require(Setting setting) throws IOException {
    Path root = setting.place().root();
    for (String file : setting.arguments().values("var-file")) {
      Path real = inRoot(setting, "-var-file", file);
      String name = real.toString();
      if (!root.equals(real.getParent())
          || !(name.endsWith(".tfvars") || name.endsWith(".tfvars.json"))) {
        throw new ExitException(
            ExitCode.USAGE,
            "'-var-file=%s' is refused. The gate reads *.tfvars and *.tfvars.json of the root's own folder, and a value that it has not read could lead a path out of the checkout. Move the file there"
                .formatted(file));
      }
    }
    for (String folder : setting.arguments().values("test-directory")) {
      requireTests(setting, folder);
    }
    for (String file : setting.arguments().values("backend-config")) {
      if (file.contains("=")) {
        throw new ExitException(
            ExitCode.USAGE,
            "'-backend-config=%s' is refused, because the gate has not compared it. Write the argument into the backend block, or into a file that backends.config_files of gate.yaml names"
                .formatted(file.substring(0, file.indexOf('=')) + "=…"));
      }
      String relative = root.relativize(inRoot(setting, "-backend-config", file)).toString();
      if (setting.trust().backendConfigFiles().stream().noneMatch(glob -> glob.matches(relative))) {
        throw new ExitException(
            ExitCode.USAGE,
            "'-backend-config=%s' is refused, because backends.config_files of gate.yaml does not name it. Name a file that it does, or ask the platform team to add it"
                .formatted(file));
      }
    }
  }

  private static void requireTests(Setting setting, String folder) throws IOException {
    Path named = setting.place().root().resolve(folder).normalize();
    if (!Files.isDirectory(named, LinkOption.NOFOLLOW_LINKS) || !named.toRealPath().equals(named)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'-test-directory=%s' is refused, because it is no folder of the root '%s', or its path leads over a link. Name a folder by its path from there"
              .formatted(folder, setting.place().path()));
    }
  }

  private static Path inRoot(Setting setting, String option, String file) throws IOException {
    Path root = setting.place().root();
    Path named = root.resolve(file).normalize();
    if (!named.startsWith(root) || !Files.isRegularFile(named, LinkOption.NOFOLLOW_LINKS)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s=%s' is refused, because it is not a regular file in the folder of the root '%s'. Name one by its path from there"
              .formatted(option, file, setting.place().path()));
    }
    Path real = named.toRealPath();
    if (!real.equals(named)) {
      throw new ExitException(
          ExitCode.USAGE,
          "'%s=%s' is refused, because its path leads over a link. Name the file itself"
              .formatted(option, file));
    }
    return real;
  }
}
