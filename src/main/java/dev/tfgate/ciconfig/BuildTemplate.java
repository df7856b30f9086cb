package dev.tfgate.ciconfig;

import dev.tfgate.google.JsonTree;
import dev.tfgate.store.Content;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.ScalarType;
import dev.tfgate.yaml.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A Cloud Build configuration as the request for a build: what {@link BuildConfiguration} reads, in
 * JSON. What could be read in two ways is refused here, as nobody looks at what is started.
 *
 * @param build the body of a request, without what its caller adds: source, tags, identity
 * @param text everything in which substitutions may stand, one value after the other
 */
public record BuildTemplate(JsonTree.Fields build, String text) {
  /** What only the caller of the service may say. */
  private static final Set<String> OF_THE_CALLER =
      Set.of("buildTriggerId", "id", "logUrl", "name", "projectId", "source", "status");

  /**
   * Reads a configuration.
   *
   * @param name of the file, for messages
   * @param problems takes all that is wrong, also what is only spelt in an unusual way
   * @return the template; empty where there are problems
   */
  public static Optional<BuildTemplate> read(String name, Content content, Problems problems) {
    Problems found = new Problems();
    Optional<BuildConfiguration> configuration =
        BuildConfiguration.read(name, content.bytes(), found, found);
    if (configuration.isEmpty() && found.isEmpty()) {
      found.add(name, null, "expected a Cloud Build configuration, a mapping with steps");
    }
    Reader reader = new Reader(name, found);
    JsonTree.Fields build =
        configuration.map(one -> reader.fields(one.top())).orElse(new JsonTree.Fields(Map.of()));
    if (configuration.isPresent()) {
      if (build.items("steps").isEmpty()) {
        found.add(name, configuration.get().top().start(), "there are no steps to run");
      }
      for (YamlNode.Entry entry : configuration.get().top().entries()) {
        if (OF_THE_CALLER.contains(entry.key().text())) {
          found.add(
              name,
              entry.key().start(),
              "the starter of the build sets \"%s\", so a configuration can't"
                  .formatted(entry.key().text()));
        }
      }
    }
    found.sorted().forEach(problems::add);
    return found.isEmpty()
        ? Optional.of(new BuildTemplate(build, reader.text.toString()))
        : Optional.empty();
  }

  /** Returns the substitutions of users that the configuration asks for: {@code _ROOT}. */
  public Set<String> wanted() {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < text.length() - 1; i++) {
      if (text.charAt(i) != '$') {
        continue;
      }
      if (text.charAt(i + 1) == '$') {
        i++;
        continue;
      }
      int start = text.charAt(i + 1) == '{' ? i + 2 : i + 1;
      int end = start;
      while (end < text.length() && isNamePart(text.charAt(end))) {
        end++;
      }
      if (end > start && text.charAt(start) == '_') {
        names.add(text.substring(start, end));
      }
    }
    return names;
  }

  /** Returns the values that the configuration itself gives to substitutions. */
  public Map<String, String> substitutions() {
    Map<String, String> values = new LinkedHashMap<>();
    if (build.of().get("substitutions") instanceof JsonTree.Fields fields) {
      fields.of().keySet().forEach(key -> fields.text(key).ifPresent(v -> values.put(key, v)));
    }
    return values;
  }

  private static boolean isNamePart(char c) {
    return c == '_' || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static final class Reader {
    private final String name;
    private final Problems problems;
    private final StringBuilder text = new StringBuilder();

    Reader(String name, Problems problems) {
      this.name = name;
      this.problems = problems;
    }

    JsonTree.Fields fields(YamlNode.Mapping mapping) {
      Map<String, JsonTree> members = new LinkedHashMap<>();
      mapping.entries().forEach(entry -> members.put(entry.key().text(), value(entry.value())));
      return new JsonTree.Fields(members);
    }

    private JsonTree value(YamlNode node) {
      return switch (node) {
        case YamlNode.Mapping mapping -> fields(mapping);
        case YamlNode.Sequence sequence -> {
          List<JsonTree> items = new ArrayList<>();
          sequence.items().forEach(item -> items.add(value(item)));
          yield new JsonTree.Items(items);
        }
        case YamlNode.Scalar scalar -> scalar(scalar);
        // Both were reported where the file was read.
        case YamlNode.Tagged _, YamlNode.Alias _ -> JsonTree.Text.of("");
      };
    }

    private JsonTree scalar(YamlNode.Scalar scalar) {
      if (scalar.type() == ScalarType.BOOLEAN || scalar.type() == ScalarType.INTEGER) {
        String plain = scalar.text();
        if (plain.matches("true|false|0|-?[1-9][0-9]{0,17}")) {
          return new JsonTree.Plain(plain);
        }
      }
      if (scalar.type() != ScalarType.TEXT) {
        problems.add(
            name,
            scalar.start(),
            "expected text, found %s. Write it in quotes".formatted(scalar.description()));
      }
      text.append(scalar.text()).append('\n');
      return JsonTree.Text.of(scalar.text());
    }
  }
}
