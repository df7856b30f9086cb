package dev.tfgate.ciconfig;

import dev.tfgate.google.JsonTree;
import dev.tfgate.store.Content;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Where a build of Cloud Build differs from a configuration, with substitutions applied. */
final class BuildDifferences {
  private static final int MOST = 40;

  /** What the service adds to a build or a step, and the request can't set. */
  private static final Set<String> OF_THE_SERVICE =
      Set.of(
          "approval",
          "buildTriggerId",
          "createTime",
          "exitCode",
          "failureInfo",
          "finishTime",
          "id",
          "logUrl",
          "name",
          "projectId",
          "pullTiming",
          "results",
          "source",
          "sourceProvenance",
          "startTime",
          "status",
          "statusDetail",
          "tags",
          "timing",
          "warnings");

  /** Keys of the service that a step sets itself. */
  private static final Set<String> OF_A_STEP = Set.of("id", "name");

  /** What the service fills in where the configuration is silent. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "timeout",
          "600s",
          "queueTtl",
          "3600s",
          "logsBucket",
          "gs://[0-9]+\\.cloudbuild-logs\\.googleusercontent\\.com",
          "serviceAccount",
          "projects/[^/]+/serviceAccounts/[0-9]+(@cloudbuild|-compute@developer)\\.gserviceaccount\\.com",
          "options.logging",
          "LEGACY",
          "options.substitutionOption",
          "ALLOW_LOOSE",
          "options.dynamicSubstitutions",
          "true",
          "options.requestedVerifyOption",
          "NOT_VERIFIED",
          "options.pool",
          "\\{\\}");

  private final Map<String, String> substitutions;
  private final List<String> differences = new ArrayList<>();

  private BuildDifferences(Map<String, String> substitutions) {
    this.substitutions = substitutions;
  }

  /**
   * Returns what differs, one phrase each; empty where the trusted copy is no Cloud Build
   * configuration.
   */
  static Optional<List<String>> between(Content trusted, JsonTree.Fields build) {
    Problems problems = new Problems();
    Optional<YamlNode> node = YamlParser.parse("", trusted.bytes(), problems);
    if (!problems.isEmpty()
        || !(node.orElse(null) instanceof YamlNode.Mapping configuration)
        || configuration.get("steps").isEmpty()) {
      return Optional.empty();
    }
    BuildDifferences differences = new BuildDifferences(substitutions(build));
    differences.compareSubstitutions(configuration, build);
    differences.compareFields("", configuration, build, Set.of("substitutions", "tags"));
    List<String> all = differences.differences;
    return Optional.of(all.size() <= MOST ? List.copyOf(all) : List.copyOf(all.subList(0, MOST)));
  }

  private static Map<String, String> substitutions(JsonTree.Fields build) {
    Map<String, String> values = new LinkedHashMap<>();
    if (build.of().get("substitutions") instanceof JsonTree.Fields fields) {
      fields.of().keySet().forEach(key -> fields.text(key).ifPresent(v -> values.put(key, v)));
    }
    build.text("projectId").ifPresent(value -> values.put("PROJECT_ID", value));
    build.text("id").ifPresent(value -> values.put("BUILD_ID", value));
    return values;
  }

  /** Those of users, whose names begin with an underscore; the others are facts of the build. */
  private void compareSubstitutions(YamlNode.Mapping configuration, JsonTree.Fields build) {
    Map<String, String> wanted = new LinkedHashMap<>();
    if (configuration.get("substitutions").orElse(null) instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        if (entry.value() instanceof YamlNode.Scalar value) {
          wanted.put(entry.key().text(), value.text());
        }
      }
    }
    Set<String> names = new TreeSet<>(wanted.keySet());
    substitutions.keySet().stream().filter(name -> name.startsWith("_")).forEach(names::add);
    for (String name : names) {
      @Nullable String value = wanted.get(name);
      if (value == null || !value.equals(substitutions.get(name))) {
        differences.add("the substitution %s has another value".formatted(name));
      }
    }
  }

  private void compareFields(
      String label, YamlNode.Mapping wanted, JsonTree.Fields found, Set<String> apart) {
    Set<String> keys = new TreeSet<>();
    wanted.entries().forEach(entry -> keys.add(entry.key().text()));
    keys.addAll(found.of().keySet());
    keys.removeAll(apart);
    boolean step = label.startsWith("step ") && label.indexOf('.') == label.length() - 1;
    for (String key : keys) {
      @Nullable YamlNode here = wanted.get(key).orElse(null);
      @Nullable JsonTree there = found.of().get(key);
      boolean service = OF_THE_SERVICE.contains(key) && !(step && OF_A_STEP.contains(key));
      if (here == null && (label.isEmpty() || step) && service) {
        continue;
      }
      compare(label + key, here, there);
    }
  }

  private void compare(String label, @Nullable YamlNode wanted, @Nullable JsonTree found) {
    if (wanted == null || found == null) {
      if (wanted == null && found != null && !isDefault(label, found)) {
        differences.add(label + " is not in the trusted copy");
      } else if (found == null && wanted != null && !isEmpty(wanted)) {
        differences.add(label + " is missing");
      }
      return;
    }
    switch (wanted) {
      case YamlNode.Mapping mapping when found instanceof JsonTree.Fields fields ->
          compareFields(label + ".", mapping, fields, Set.of());
      case YamlNode.Sequence sequence when found instanceof JsonTree.Items items ->
          compareItems(label, sequence.items(), items.of());
      case YamlNode.Scalar scalar
          when !(found instanceof JsonTree.Fields) && !(found instanceof JsonTree.Items) ->
          compareText(label, scalar.text(), text(found));
      default -> differences.add(label + " differs");
    }
  }

  private void compareItems(String label, List<YamlNode> wanted, List<JsonTree> found) {
    if (wanted.size() != found.size()) {
      differences.add(
          "%s: %d in the build, %d in the trusted copy"
              .formatted(label, found.size(), wanted.size()));
    }
    for (int i = 0; i < Math.min(wanted.size(), found.size()); i++) {
      String item = label.equals("steps") ? "step " + (i + 1) : "%s[%d]".formatted(label, i);
      compare(item, wanted.get(i), found.get(i));
    }
  }

  private void compareText(String label, String wanted, String found) {
    boolean same =
        wanted.equals(found)
            || substituted(wanted).equals(found)
            || (label.toLowerCase(java.util.Locale.ROOT).endsWith("timeout")
                && seconds(wanted).equals(seconds(found)));
    if (!same) {
      differences.add(label + " differs");
    }
  }

  private static boolean isDefault(String label, JsonTree found) {
    if (label.equals("options") && found instanceof JsonTree.Fields options) {
      return options.of().entrySet().stream()
          .allMatch(option -> isDefault("options." + option.getKey(), option.getValue()));
    }
    @Nullable String usual = DEFAULTS.get(label);
    String text =
        found instanceof JsonTree.Fields || found instanceof JsonTree.Items
            ? found.toJson()
            : text(found);
    return usual != null && text.matches(usual);
  }

  private static boolean isEmpty(YamlNode node) {
    return switch (node) {
      case YamlNode.Mapping mapping -> mapping.entries().isEmpty();
      case YamlNode.Sequence sequence -> sequence.items().isEmpty();
      case YamlNode.Scalar scalar -> scalar.text().isEmpty() || scalar.text().equals("false");
      case YamlNode.Alias _ -> false;
    };
  }

  private static String text(JsonTree value) {
    return value instanceof JsonTree.Text text ? text.value() : value.toJson();
  }

  private static String seconds(String duration) {
    return duration.replaceFirst("\\.0+s$", "s");
  }

  /** Replaces {@code $NAME} and {@code ${NAME}}; {@code $$} stands for a dollar sign. */
  private String substituted(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); ) {
      if (text.charAt(i) != '$' || i + 1 == text.length()) {
        out.append(text.charAt(i++));
        continue;
      }
      if (text.charAt(i + 1) == '$') {
        out.append('$');
        i += 2;
        continue;
      }
      boolean braces = text.charAt(i + 1) == '{';
      int start = i + (braces ? 2 : 1);
      int end = start;
      while (end < text.length() && isNamePart(text.charAt(end))) {
        end++;
      }
      @Nullable String value = substitutions.get(text.substring(start, end));
      boolean closed = !braces || (end < text.length() && text.charAt(end) == '}');
      if (value == null || !closed) {
        out.append('$');
        i++;
      } else {
        out.append(value);
        i = braces ? end + 1 : end;
      }
    }
    return out.toString();
  }

  private static boolean isNamePart(char c) {
    return c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
}
