package dev.tfgate.rules.ci;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.Namesakes;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.ciconfig.BuildConfiguration;
import dev.tfgate.report.Region;
import dev.tfgate.trust.Trust;
import dev.tfgate.yaml.Position;
import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The Cloud Build configurations of a checkout: by their usual name, or governed by gate.yaml. */
final class CloudBuildFiles {
  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ksh");

  private CloudBuildFiles() {}

  /**
   * One configuration.
   *
   * @param path in the checkout
   * @param steps those that are mappings, in order; each once, also where aliases repeat it
   * @param options of the whole build, where there are any
   * @param substitutions the values that the file itself gives to its substitutions
   * @param problems what parsers read differently
   */
  record Build(
      String path,
      List<YamlNode.Mapping> steps,
      Optional<YamlNode.Mapping> options,
      Optional<YamlNode.Mapping> substitutions,
      List<Problem> problems) {}

  /** Returns every file that holds steps; what can't be read at all is for other rules. */
  static List<Build> in(Checkout checkout, Trust trust) {
    List<Build> builds = new ArrayList<>();
    boolean governs = !trust.ciConfig().files().isEmpty();
    for (Namesakes named : checkout.byName()) {
      String name = named.name();
      boolean usual = name.startsWith("cloudbuild");
      if ((usual || governs)
          && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"))) {
        for (CheckoutFile file : named.entries()) {
          if (file.isFile() && (usual || isGoverned(file.path(), trust))) {
            read(checkout, file.path()).ifPresent(builds::add);
          }
        }
      }
    }
    return builds;
  }

  private static boolean isGoverned(String path, Trust trust) {
    for (Trust.CiFile governed : trust.ciConfig().files()) {
      if (governed.governs(path)) {
        return true;
      }
    }
    return false;
  }

  private static Optional<Build> read(Checkout checkout, String path) {
    Problems problems = new Problems();
    try {
      return BuildConfiguration.read(path, checkout.read(path), problems, problems)
          .map(
              build ->
                  new Build(
                      path,
                      build.steps().stream().distinct().toList(),
                      mapping(build.top(), "options"),
                      mapping(build.top(), "substitutions"),
                      problems.sorted()));
    } catch (UnreadableFileException e) {
      return Optional.empty();
    }
  }

  private static Optional<YamlNode.Mapping> mapping(YamlNode.Mapping top, String key) {
    return top.get(key)
        .filter(YamlNode.Mapping.class::isInstance)
        .map(YamlNode.Mapping.class::cast);
  }

  /** Returns the text of a step's key, where it is text. */
  static Optional<YamlNode.Scalar> text(YamlNode.Mapping step, String key) {
    return step.get(key).filter(YamlNode.Scalar.class::isInstance).map(YamlNode.Scalar.class::cast);
  }

  /** Returns the scalars of a step's list. */
  static List<YamlNode.Scalar> items(YamlNode.Mapping step, String key) {
    List<YamlNode.Scalar> items = new ArrayList<>();
    if (step.get(key).orElse(null) instanceof YamlNode.Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof YamlNode.Scalar scalar) {
          items.add(scalar);
        }
      }
    }
    return items;
  }

  /**
   * Returns what a step gives to a shell: its script, and its arguments where a shell runs them.
   */
  static List<YamlNode.Scalar> shellText(YamlNode.Mapping step) {
    List<YamlNode.Scalar> texts = new ArrayList<>();
    text(step, "script").ifPresent(texts::add);
    String entrypoint = text(step, "entrypoint").map(YamlNode.Scalar::text).orElse("");
    if (SHELLS.contains(entrypoint.substring(entrypoint.lastIndexOf('/') + 1))) {
      texts.addAll(items(step, "args"));
    }
    return texts;
  }

  /** Returns the region of a stretch of a scalar's text, exact where that can be told. */
  static Region region(YamlNode.Scalar scalar, int from, int to) {
    return region(scalar, new YamlNode.Places(scalar), from, to);
  }

  /** As {@link #region(YamlNode.Scalar, int, int)}, for stretches that follow each other. */
  static Region region(YamlNode.Scalar scalar, YamlNode.Places places, int from, int to) {
    Position start = places.of(from);
    Position end = places.of(to);
    return start.line() == end.line() && end.column() > start.column()
        ? new Region(start.line(), start.column(), end.line(), end.column())
        : region(scalar);
  }

  /** Returns where a node stands; of one that spans lines, its first character. */
  static Region region(YamlNode node) {
    Position start = node.start();
    Position end = node.end();
    return start.line() == end.line()
        ? new Region(start.line(), start.column(), end.line(), end.column())
        : new Region(start.line(), start.column(), start.line(), start.column() + 1);
  }
}
