package dev.tfgate.runner;

import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the state of a root lies that has no backend. */
final class StatePlace {
  private static final Set<String> FILES =
      Set.of("terraform.tfstate", "terraform.tfstate.backup", ".terraform.tfstate.lock.info");

  private StatePlace() {}

  /** The option that names it to a subcommand which takes one. */
  static List<String> option(Setting setting, BuildDirectory directory) throws IOException {
    return own(setting, directory).map(state -> "-state=" + state).stream().toList();
  }

  /** The argument that names it to {@code show}. */
  static List<String> argument(Setting setting, BuildDirectory directory) throws IOException {
    return own(setting, directory).filter(Files::exists).map(Path::toString).stream().toList();
  }

  /** In CI a local state stays out of the checkout, where the next step would refuse it. */
  private static Optional<Path> own(Setting setting, BuildDirectory directory) throws IOException {
    if (!setting.inCi() || !SelectionCheck.isLocal(directory)) {
      return Optional.empty();
    }
    String root = setting.place().path();
    boolean allowed =
        setting.trust().run().localState()
            && setting.trust().backends().stream()
                .anyMatch(entry -> entry.type().equals("local") && entry.roots().include(root));
    if (!allowed) {
      throw new ExitException(
          ExitCode.USAGE,
          "the root '%s' keeps its state on this machine (no backend, or a local one), where the next build does not find it. Give it a backend. If this machine stays, write {type: local, arguments: {}} into backends.allow of gate.yaml"
              .formatted(root));
    }
    return Optional.of(
        directory.state(
            LocalState.repository(setting.place().top(), setting.request().check().searchPath())));
  }

  /** Whether it is where Terraform itself keeps a local state, on a laptop. */
  static boolean isState(Setting setting, Path root, Path path) {
    Path name = path.getFileName();
    return !setting.inCi()
        && root.equals(path.getParent())
        && name != null
        && FILES.contains(name.toString());
  }
}
