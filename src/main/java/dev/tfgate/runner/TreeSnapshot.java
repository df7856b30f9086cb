package dev.tfgate.runner;

import dev.tfgate.plugins.PackageHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the file system says of every entry of a tree: kind, mode, inode, size and the times of the
 * last change, of which the kernel keeps one that no program can set. Two equal snapshots enclose a
 * time in which nothing changed. {@code .git} at the top is left out.
 */
final class TreeSnapshot {
  private static final String ATTRIBUTES = "unix:mode,ino,size,lastModifiedTime,ctime";

  /** Another container may see another one, of the same volume. */
  private static final Pattern INODE = Pattern.compile(", ino=[0-9]+| [0-9]+$");

  private static final int DIRECTORY = 0040000;
  private static final int FILE_TYPE = 0170000;

  private final Map<Path, String> entries;
  private @Nullable Map<Path, String> lasting;

  private TreeSnapshot(Map<Path, String> entries) {
    this.entries = Collections.unmodifiableMap(entries);
  }

  /** Looks at every entry below {@code top}; follows no link and opens no file. */
  static TreeSnapshot of(Path top) throws IOException {
    Map<Path, String> entries = new TreeMap<>();
    Deque<Path> pending = new ArrayDeque<>();
    pending.push(top);
    Path git = top.resolve(".git");
    while (!pending.isEmpty()) {
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(pending.pop())) {
        for (Path place : stream) {
          if (place.equals(git)) {
            continue;
          }
          Map<String, Object> attributes =
              Files.readAttributes(place, ATTRIBUTES, LinkOption.NOFOLLOW_LINKS);
          boolean folder =
              attributes.get("mode") instanceof Integer mode && (mode & FILE_TYPE) == DIRECTORY;
          // The entries of a folder stand for themselves.
          entries.put(
              place,
              folder
                  ? attributes.get("mode") + " " + attributes.get("ino")
                  : new TreeMap<>(attributes).toString());
          if (folder) {
            pending.push(place);
          }
        }
      } catch (DirectoryIteratorException e) {
        throw e.getCause();
      }
    }
    return new TreeSnapshot(entries);
  }

  /**
   * Returns a digest of what can be told of the entries in a later step of the build, too.
   *
   * @param leftOut entries that don't count
   */
  String digest(Predicate<Path> leftOut) {
    StringBuilder text = new StringBuilder();
    lasting()
        .forEach(
            (path, attributes) -> {
              if (!leftOut.test(path)) {
                text.append(path).append('\0').append(attributes).append('\0');
              }
            });
    return "sha256:" + PackageHash.sha256(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  private synchronized Map<Path, String> lasting() {
    Map<Path, String> known = lasting;
    if (known == null) {
      known = new TreeMap<>(entries);
      known.replaceAll((path, attributes) -> INODE.matcher(attributes).replaceFirst(""));
      lasting = known;
    }
    return known;
  }

  /**
   * Returns the first entry that is different in {@code later}, or empty where there is none.
   *
   * @param mayDiffer entries that don't count
   */
  Optional<Path> difference(TreeSnapshot later, Predicate<Path> mayDiffer) {
    TreeSet<Path> all = new TreeSet<>(entries.keySet());
    all.addAll(later.entries.keySet());
    return all.stream()
        .filter(path -> !mayDiffer.test(path))
        .filter(path -> !Objects.equals(entries.get(path), later.entries.get(path)))
        .findFirst();
  }
}
