package dev.tfgate.runner;

import dev.tfgate.plugins.Manifest;
import dev.tfgate.plugins.NamedBinary;
import dev.tfgate.plugins.PinnedProgram;
import dev.tfgate.plugins.ProgramPlaces;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.terraform.profile.Profile;
import dev.tfgate.trust.ProgramChoices;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What runs in a root, and with which plugins.
 *
 * @param pinned what the manifest pins for the root; empty where it pins no program
 * @param binary of the program
 * @param plugins the plugin directory, links resolved
 */
record ChosenProgram(Optional<PinnedProgram> pinned, NamedBinary binary, Path plugins) {
  /**
   * Chooses it.
   *
   * @throws ExitException where the trust directory names none that can run here
   */
  static ChosenProgram of(Setting setting) throws IOException {
    Optional<PinnedProgram> pinned = pinned(setting);
    Path plugins = plugins(setting);
    return new ChosenProgram(pinned, binary(setting, pinned), plugins);
  }

  /** What the program does. */
  Profile profile() {
    return pinned.map(PinnedProgram::profile).orElse(new Profile(binary.program(), null));
  }

  /** What the plugin directory and the binary must be. */
  Manifest manifest(Setting setting) {
    return new Manifest(pinned.stream().toList(), setting.trust().manifest().providers());
  }

  private static Path plugins(Setting setting) throws IOException {
    Path plugins = setting.trust().pluginDirectory();
    if (plugins == null) {
      throw new ExitException(
          ExitCode.USAGE,
          "gate.yaml names no terraform.plugin_dir, so %s would download providers that nobody pinned. Write terraform: {plugin_dir: /DIR} into gate.yaml"
              .formatted(setting.request().program().title()));
    }
    try {
      return plugins.toRealPath();
    } catch (NoSuchFileException e) {
      throw new ExitException(
          ExitCode.USAGE,
          "the plugin directory '%s', which gate.yaml names, does not exist. Run in the image that holds it, or correct terraform.plugin_dir"
              .formatted(plugins),
          e);
    }
  }

  private static Optional<PinnedProgram> pinned(Setting setting) {
    String root = setting.place().path();
    ProgramChoices programs = setting.trust().programs();
    if (programs.pinned().isEmpty()) {
      if (setting.inCi()) {
        throw new ExitException(
            ExitCode.USAGE,
            "plugins-manifest.yaml pins no %s, so nothing says which binary may run. Pin one with 'tfgate plugins pin'"
                .formatted(setting.word()));
      }
      return Optional.empty();
    }
    Optional<PinnedProgram> pinned = programs.of(root);
    if (pinned.isEmpty()) {
      throw new ExitException(
          ExitCode.USAGE,
          "no entry of 'programs' in gate.yaml says which program runs the root '%s', and %s are pinned. Add an entry"
              .formatted(root, programs.titles()));
    }
    if (pinned.get().program() != setting.request().program()) {
      throw new ExitException(
          ExitCode.USAGE,
          "the root '%s' is run by %s, which is pinned for it. Use 'tfgate %s -- %s'"
              .formatted(
                  root,
                  pinned.get().title(),
                  pinned.get().program().word(),
                  String.join(" ", setting.request().arguments())));
    }
    return pinned;
  }

  /** Where several versions are installed, each has its version in its name. */
  private static NamedBinary binary(Setting setting, Optional<PinnedProgram> pinned)
      throws IOException {
    Path named = setting.request().binary();
    if (named != null) {
      if (!Files.isExecutable(named)) {
        throw new ExitException(
            ExitCode.USAGE,
            "'%s' is not a program that can be run. Name one with --binary".formatted(named));
      }
      return outside(setting, named);
    }
    List<String> names = new ArrayList<>();
    pinned.ifPresentOrElse(
        one -> names.addAll(ProgramPlaces.names(one)), () -> names.add(setting.word()));
    for (String name : names) {
      for (String folder : ChildEnvironment.PATH) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return outside(setting, program);
        }
      }
    }
    throw new ExitException(
        ExitCode.USAGE,
        "there is no %s in any of %s, and the PATH of the build does not count. Install it there, or name it with --binary"
            .formatted(setting.word(), String.join(", ", ChildEnvironment.PATH)));
  }

  private static NamedBinary outside(Setting setting, Path program) throws IOException {
    Path real = program.toRealPath();
    if (real.startsWith(setting.place().top())) {
      throw new ExitException(ExitCode.USAGE, "'%s' leads into the checkout".formatted(program));
    }
    return new NamedBinary(setting.request().program(), real);
  }
}
