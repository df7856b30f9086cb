package dev.tfgate.catalogue;

import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Mode;
import dev.tfgate.rules.Rules;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.TrustReader;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the policies of a command come from.
 *
 * @param paths files and directories
 * @param base the directory to which messages name files
 * @param trust what says more about them; the defaults where there is no trust directory
 */
public record PolicyPlaces(List<Path> paths, Path base, Trust trust) {
  public PolicyPlaces {
    paths = List.copyOf(paths);
  }

  /**
   * Returns the named places; without any those of the trust directory, else the folder {@code
   * policies} where the command was called.
   *
   * @throws ExitException with {@link ExitCode#USAGE} where there are none
   */
  public static PolicyPlaces find(
      List<Path> named, Optional<TrustLocation> location, Mode mode, Path workingDirectory) {
    for (Path path : named) {
      if (!Files.exists(path)) {
        throw new ExitException(
            ExitCode.USAGE, "there is no file or directory '%s'".formatted(path));
      }
    }
    if (!named.isEmpty()) {
      return new PolicyPlaces(named, workingDirectory, Trust.defaults());
    }
    if (location.isPresent()) {
      Trust trust = TrustReader.read(location, mode, null, Map.of());
      if (!trust.policies().isEmpty()) {
        return new PolicyPlaces(trust.policies(), workingDirectory, trust);
      }
    }
    Path here = workingDirectory.resolve("policies");
    if (Files.isDirectory(here)) {
      return new PolicyPlaces(List.of(here), workingDirectory, Trust.defaults());
    }
    throw new ExitException(
        ExitCode.USAGE,
        "there are no policies. Name a directory, or a trust directory whose gate.yaml lists 'policies'");
  }

  /**
   * Reads the policies.
   *
   * @throws ExitException with {@link ExitCode#USAGE} and every problem in its message
   */
  public PolicySet load() {
    Problems problems = new Problems();
    PolicySet policies = PolicySet.load(paths, base, Rules.layers().keySet(), problems);
    refuse(problems);
    return policies.with(trust.rules());
  }

  /**
   * Ends the command where policies aren't valid.
   *
   * @throws ExitException with {@link ExitCode#USAGE} and every problem in its message
   */
  public static void refuse(Problems problems) {
    if (problems.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder("the policies are not valid:");
    for (Problem problem : problems.sorted()) {
      message.append("\n  ").append(problem);
    }
    throw new ExitException(ExitCode.USAGE, message.toString());
  }
}
