package dev.tfgate.plugins;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.tfgate.plugins.PluginDirectory.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Collection;
import java.util.Optional;

/**
 * The files that {@code terraform providers mirror} writes for a network mirror beside the
 * packages: {@code index.json} and {@code VERSION.json}. In a plugin directory Terraform reads none
 * of them.
 */
final class MirrorIndex {
  private static final long MOST_BYTES = 1 << 20;

  private MirrorIndex() {}

  /**
   * Whether an entry is such a file of a provider that has a package there, and holds what such a
   * file holds.
   *
   * @param packages the packages that are accounted for
   */
  static boolean is(Entry entry, Collection<PackagePlace> packages) {
    return member(entry, packages).filter(name -> holdsOnly(entry, name)).isPresent();
  }

  /** The one member that the file at this place has; empty where no such file belongs. */
  private static Optional<String> member(Entry entry, Collection<PackagePlace> packages) {
    if (!entry.isFile() || !entry.path().endsWith(".json") || entry.size() > MOST_BYTES) {
      return Optional.empty();
    }
    for (PackagePlace place : packages) {
      if (entry.path().equals(place.source() + "/index.json")) {
        return Optional.of("versions");
      }
      if (entry.path().equals(place.source() + "/" + place.version() + ".json")) {
        return Optional.of("archives");
      }
    }
    return Optional.empty();
  }

  private static boolean holdsOnly(Entry entry, String member) {
    try (JsonParser parser = new JsonFactory().createParser(Files.readAllBytes(entry.place()))) {
      if (parser.nextToken() != JsonToken.START_OBJECT
          || parser.nextToken() != JsonToken.FIELD_NAME
          || !parser.currentName().equals(member)
          || parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      parser.skipChildren();
      return parser.nextToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
    } catch (IOException e) {
      return false;
    }
  }
}
