package dev.tfgate.adoption;

import dev.tfgate.plugins.Manifest;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an earlier draft left in a trust directory and a further one keeps: what is pinned, and the
 * day on which its exceptions end.
 *
 * @param manifest the text of {@code plugins-manifest.yaml}, or null
 * @param pluginDirectory that {@code gate.yaml} names, or null
 * @param expires the last day of the drafted exceptions, or null
 */
public record Standing(
    @Nullable String manifest, @Nullable Path pluginDirectory, @Nullable LocalDate expires) {
  static final String GATE = "gate.yaml";
  static final String EXCEPTIONS = "exceptions.yaml";

  /** The reason of drafted exceptions, by which a further draft knows them. */
  static final String REASON = "as tfgate init found it, not reviewed yet";

  /** Nothing stands there. */
  public static final Standing NOTHING = new Standing(null, null, null);

  /** Reads a trust directory; what is missing or can't be read is null. */
  public static Standing in(Path directory) throws IOException {
    return new Standing(
        text(directory.resolve(Manifest.FILE_NAME)),
        pluginDirectory(directory.resolve(GATE)),
        expires(directory.resolve(EXCEPTIONS)));
  }

  private static @Nullable String text(Path file) throws IOException {
    return Files.isRegularFile(file) ? Files.readString(file) : null;
  }

  private static Optional<YamlNode.Mapping> mapping(Path file) throws IOException {
    return Files.isRegularFile(file)
        ? YamlParser.parse(file.toString(), Files.readAllBytes(file), new Problems())
            .filter(YamlNode.Mapping.class::isInstance)
            .map(YamlNode.Mapping.class::cast)
        : Optional.empty();
  }

  private static @Nullable Path pluginDirectory(Path gate) throws IOException {
    return mapping(gate)
        .flatMap(top -> top.get("terraform"))
        .filter(YamlNode.Mapping.class::isInstance)
        .flatMap(terraform -> ((YamlNode.Mapping) terraform).get("plugin_dir"))
        .flatMap(Standing::scalar)
        .filter(path -> path.startsWith("/"))
        .map(Path::of)
        .orElse(null);
  }

  /** The last day of the first exception that a draft gave its own reason. */
  private static @Nullable LocalDate expires(Path exceptions) throws IOException {
    YamlNode list = mapping(exceptions).flatMap(top -> top.get("exceptions")).orElse(null);
    if (list instanceof YamlNode.Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        if (item instanceof YamlNode.Mapping entry
            && entry.get("reason").flatMap(Standing::scalar).orElse("").equals(REASON)) {
          return entry.get("expires").flatMap(Standing::scalar).map(Standing::date).orElse(null);
        }
      }
    }
    return null;
  }

  private static Optional<String> scalar(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar ? Optional.of(scalar.text()) : Optional.empty();
  }

  private static @Nullable LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
