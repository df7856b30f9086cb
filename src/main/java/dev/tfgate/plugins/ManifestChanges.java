package dev.tfgate.plugins;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What differs between two manifests, for the review of the newer one. */
public final class ManifestChanges {
  private final List<String> sentences = new ArrayList<>();

  private ManifestChanges() {}

  /** Returns what came, went and changed, one sentence each; empty where nothing did. */
  public static List<String> between(Manifest earlier, Manifest later) {
    ManifestChanges changes = new ManifestChanges();
    Map<String, Map<String, Map<String, String>>> before = contents(earlier);
    Map<String, Map<String, Map<String, String>>> after = contents(later);
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      changes.compare(
          name, before.getOrDefault(name, Map.of()), after.getOrDefault(name, Map.of()));
    }
    return List.copyOf(changes.sentences);
  }

  /** Name → version → platform → what identifies the bytes. */
  private static Map<String, Map<String, Map<String, String>>> contents(Manifest manifest) {
    Map<String, Map<String, Map<String, String>>> contents = new LinkedHashMap<>();
    for (PinnedProgram program : manifest.programs()) {
      contents
          .computeIfAbsent(program.program().title(), name -> new TreeMap<>())
          .put(program.version(), program.sha256());
    }
    for (PinnedProvider provider : manifest.providers()) {
      Map<String, String> hashes = new TreeMap<>();
      provider.platforms().forEach((platform, contained) -> hashes.put(platform, contained.h1()));
      contents
          .computeIfAbsent(provider.source(), name -> new TreeMap<>())
          .put(provider.version(), hashes);
    }
    return contents;
  }

  private void compare(
      String name,
      Map<String, Map<String, String>> before,
      Map<String, Map<String, String>> after) {
    List<String> gone = new ArrayList<>(before.keySet());
    gone.removeAll(after.keySet());
    List<String> come = new ArrayList<>(after.keySet());
    come.removeAll(before.keySet());
    if (!gone.isEmpty() && !come.isEmpty()) {
      sentences.add("%s goes from %s to %s.".formatted(name, list(gone), list(come)));
    } else if (!come.isEmpty()) {
      sentences.add("%s %s is new.".formatted(name, list(come)));
    } else if (!gone.isEmpty()) {
      sentences.add("%s %s is gone.".formatted(name, list(gone)));
    }
    for (Map.Entry<String, Map<String, String>> version : before.entrySet()) {
      if (after.containsKey(version.getKey())) {
        comparePlatforms(
            name + " " + version.getKey(), version.getValue(), after.get(version.getKey()));
      }
    }
  }

  private void comparePlatforms(
      String what, Map<String, String> before, @Nullable Map<String, String> after) {
    Map<String, String> now = after == null ? Map.of() : after;
    TreeSet<String> platforms = new TreeSet<>(before.keySet());
    platforms.addAll(now.keySet());
    for (String platform : platforms) {
      if (!now.containsKey(platform)) {
        sentences.add("%s is gone for %s.".formatted(what, platform));
      } else if (!before.containsKey(platform)) {
        sentences.add("%s is new for %s.".formatted(what, platform));
      } else if (!Objects.equals(before.get(platform), now.get(platform))) {
        sentences.add(
            "%s has other bytes for %s than before, under the same version. Find out why before you use it."
                .formatted(what, platform));
      }
    }
  }

  private static String list(List<String> versions) {
    return String.join(" and ", versions);
  }
}
