package dev.tfgate.plugins;

import dev.tfgate.checkout.OtherWriters;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who else could change a plugin directory, and the binaries of the programs. */
public final class PlaceWriters {
  private PlaceWriters() {}

  /**
   * Returns a problem for each place that others than root and the user of this process could
   * change, in CI; none on a laptop.
   *
   * @param pluginDirectory links on the way to it are followed
   * @throws ExitException where it can't be looked at
   */
  public static List<PluginProblem> problems(
      Mode mode, Path pluginDirectory, List<NamedBinary> binaries) {
    if (mode != Mode.CI) {
      return List.of();
    }
    PluginDirectory directory = PluginDirectory.list(pluginDirectory);
    List<PluginProblem> problems = new ArrayList<>();
    try {
      OtherWriters others = OtherWriters.here();
      Map<String, Path> places = new TreeMap<>();
      places.put(directory.top().toString(), pluginDirectory.toAbsolutePath());
      for (PluginDirectory.Entry entry : directory.entries()) {
        if (entry.kind() != PluginDirectory.Kind.LINK) {
          places.put(entry.path(), entry.place());
        }
      }
      for (NamedBinary binary : binaries) {
        if (Files.exists(binary.path())) {
          places.put(binary.path().toString(), binary.path().toAbsolutePath());
        }
      }
      for (Map.Entry<String, Path> place : places.entrySet()) {
        Optional<String> problem = others.of(place.getValue());
        if (problem.isPresent()) {
          problems.add(
              new PluginProblem(
                  PluginProblem.Kind.WRITABLE_BY_OTHERS,
                  place.getKey(),
                  problem.get(),
                  null,
                  null));
        }
      }
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "who else may write '%s' is not known: %s"
              .formatted(pluginDirectory, UnreadableFileException.reason(e)),
          e);
    }
    return problems;
  }
}
