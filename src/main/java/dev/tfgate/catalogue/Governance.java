package dev.tfgate.catalogue;

import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.compiled.ProgramCache;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Layer;
import dev.tfgate.report.Mode;
import dev.tfgate.rules.Rules;
import dev.tfgate.trust.KnownRules;
import dev.tfgate.trust.Trust;
import dev.tfgate.trust.TrustLocation;
import dev.tfgate.trust.TrustReader;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a check is held to.
 *
 * @param trust what the platform team decides
 * @param policies those that it wrote
 */
public record Governance(Trust trust, PolicySet policies) {

  /**
   * Reads a trust directory and its policies; the defaults and no policy where there is none.
   *
   * @param checkout the top of the checkout
   * @param cache of compiled policies
   * @throws ExitException with {@link dev.tfgate.report.ExitCode#USAGE} and everything that is
   *     wrong in its message
   */
  public static Governance read(
      Optional<TrustLocation> location, Mode mode, Path checkout, ProgramCache cache) {
    return governance(location, mode, checkout, cache);
  }

  /** As above, with the tests of the policies: they are part of their pages. */
  public static Governance withTests(Optional<TrustLocation> location, Mode mode) {
    return governance(location, mode, null, null);
  }

  private static Governance governance(
      Optional<TrustLocation> location,
      Mode mode,
      @Nullable Path checkout,
      @Nullable ProgramCache cache) {
    PolicySet[] read = {PolicySet.none()};
    Trust trust = TrustReader.read(location, mode, checkout, knownRules(location, read, cache));
    return new Governance(trust, read[0].with(trust.rules()));
  }

  /**
   * The built-in rules and the policies that are read for it, which are left in {@code read}.
   *
   * @param cache of compiled policies; null to read them with their tests
   */
  public static KnownRules knownRules(
      Optional<TrustLocation> location, PolicySet[] read, @Nullable ProgramCache cache) {
    return (places, problems) -> {
      if (places.isEmpty()) {
        return Rules.layers();
      }
      Path base = location.map(TrustLocation::path).orElse(Path.of(""));
      Problems found = new Problems();
      read[0] =
          cache == null
              ? PolicySet.load(places, base, Rules.layers().keySet(), found)
              : PolicySet.loadToRun(places, base, Rules.layers().keySet(), cache, found);
      for (Problem problem : found.sorted()) {
        problems.add(
            base.resolve(problem.file()).toString(), problem.position(), problem.message());
      }
      for (Path place : places) {
        if (found.isEmpty() && read[0].isEmpty() && Files.exists(place)) {
          problems.add(
              place.toString(),
              null,
              "gate.yaml names these policies, and there is none. Put some there, or remove the entry");
        }
      }
      Map<String, Layer> layers = new LinkedHashMap<>(Rules.layers());
      layers.putAll(read[0].layers());
      return layers;
    };
  }
}
