package dev.tfgate.ciconfig;

import dev.tfgate.yaml.Problem;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.ScalarType;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlNode.Entry;
import dev.tfgate.yaml.YamlNode.Mapping;
import dev.tfgate.yaml.YamlNode.Scalar;
import dev.tfgate.yaml.YamlNode.Sequence;
import dev.tfgate.yaml.YamlParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A Cloud Build configuration as gcloud sends it: aliases resolved, keys in camel case, a list of
 * one where a list is due, nothing that is null.
 *
 * @param top the build; its nodes stand where the file has them
 */
public record BuildConfiguration(Mapping top) {
  private static final Set<String> LISTS =
      Set.of(
          "allowExitCodes",
          "args",
          "dependencies",
          "env",
          "genericArtifacts",
          "goModules",
          "images",
          "inline",
          "mavenArtifacts",
          "npmPackages",
          "paths",
          "pythonPackages",
          "secretEnv",
          "secretManager",
          "secrets",
          "sourceProvenanceHash",
          "steps",
          "tags",
          "volumes",
          "waitFor");

  /** Objects in which a name of {@link #LISTS} stands for something else. */
  private static final Map<String, Set<String>> NO_LISTS =
      Map.of("secretManager", Set.of("env"), "secrets", Set.of("secretEnv"));

  /** Objects whose keys are names that users choose. */
  private static final Set<String> FREE_KEYS = Set.of("substitutions", "envMap");

  /**
   * Reads a configuration.
   *
   * @param path for the problems
   * @param problems takes what has no single meaning
   * @param spelling takes what is understood and yet read differently by some parsers
   * @return the build; empty where the file holds none
   */
  public static Optional<BuildConfiguration> read(
      String path, byte[] content, Problems problems, Problems spelling) {
    List<YamlNode> documents = YamlParser.documents(path, content, problems, spelling);
    if (documents.size() > 1
        && documents.stream().anyMatch(node -> node instanceof Mapping m && hasSteps(m))) {
      problems.add(
          new Problem(
              Problem.Kind.DOCUMENTS,
              path,
              documents.get(1).start(),
              "a second document starts here, and Cloud Build takes one"));
    }
    if (documents.isEmpty() || !(documents.getFirst() instanceof Mapping mapping)) {
      return Optional.empty();
    }
    return hasSteps(mapping)
        ? Optional.of(new BuildConfiguration(normal(path, "", mapping, problems)))
        : Optional.empty();
  }

  private static boolean hasSteps(Mapping mapping) {
    return mapping
        .get("steps")
        .filter(steps -> steps instanceof Sequence || steps instanceof Mapping)
        .isPresent();
  }

  /** Returns the steps that are objects, in order. */
  public List<Mapping> steps() {
    List<Mapping> steps = new ArrayList<>();
    if (top.get("steps").orElse(null) instanceof Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof Mapping step) {
          steps.add(step);
        }
      }
    }
    return steps;
  }

  /** An entry, and its key as the file has it. */
  private record Renamed(String written, Entry entry) {}

  private static Mapping normal(String path, String parent, Mapping mapping, Problems problems) {
    boolean free = FREE_KEYS.contains(parent);
    Map<String, Renamed> entries = new LinkedHashMap<>();
    for (Entry entry : mapping.entries()) {
      String written = entry.key().text();
      String key = free ? written : camelCase(written);
      YamlNode value = normal(path, parent, key, free, entry.value(), problems);
      if (value instanceof Scalar scalar && scalar.type() == ScalarType.NULL) {
        continue;
      }
      Scalar name = entry.key();
      if (entries.containsKey(key) && !entries.get(key).written().equals(written)) {
        problems.add(
            new Problem(
                Problem.Kind.DUPLICATE_KEY,
                path,
                name.start(),
                "the keys \"%s\" and \"%s\" are the same to Cloud Build"
                    .formatted(entries.get(key).written(), written)));
      }
      Scalar renamed = new Scalar(key, name.style(), name.indent(), name.start(), name.end());
      entries.putIfAbsent(key, new Renamed(written, new Entry(renamed, value)));
    }
    return new Mapping(
        entries.values().stream().map(Renamed::entry).toList(), mapping.start(), mapping.end());
  }

  private static YamlNode normal(
      String path, String parent, String key, boolean free, YamlNode value, Problems problems) {
    boolean list =
        !free && LISTS.contains(key) && !NO_LISTS.getOrDefault(parent, Set.of()).contains(key);
    boolean names = !list && key.equals("secretEnv");
    return switch (value) {
      case Mapping mapping -> {
        Mapping object = normal(path, names ? "substitutions" : key, mapping, problems);
        yield list ? new Sequence(List.of(object), mapping.start(), mapping.end()) : object;
      }
      case Sequence sequence -> {
        List<YamlNode> items = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
          items.add(
              item instanceof Scalar || item instanceof Sequence
                  ? item
                  : normal(path, parent, key, true, item, problems));
        }
        yield new Sequence(items, sequence.start(), sequence.end());
      }
      case Scalar scalar when list && scalar.type() != ScalarType.NULL ->
          new Sequence(List.of(scalar), scalar.start(), scalar.end());
      case YamlNode.Tagged tagged -> {
        problems.add(
            new Problem(
                Problem.Kind.TAG,
                path,
                tagged.start(),
                "the tag %s means nothing to Cloud Build".formatted(tagged.tag())));
        yield tagged;
      }
      default -> value;
    };
  }

  private static String camelCase(String key) {
    if (key.indexOf('_') <= 0) {
      return key;
    }
    StringBuilder camel = new StringBuilder();
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '_' && i + 1 < key.length()) {
        camel.append(Character.toUpperCase(key.charAt(++i)));
      } else {
        camel.append(c);
      }
    }
    return camel.toString();
  }
}
