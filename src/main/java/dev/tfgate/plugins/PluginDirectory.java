package dev.tfgate.plugins;

import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Undecided;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What lies in a plugin directory, listed once and without following a link.
 *
 * @param top the directory, links resolved
 * @param entries everything below it, in the order of Terraform's hashes
 * @param undecided what could not be listed
 */
record PluginDirectory(Path top, List<Entry> entries, List<Undecided> undecided) {
  private static final int MOST_ENTRIES = 200_000;
  private static final int FILE_TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;
  private static final int LINK = 0120000;
  private static final int WRITABLE_BY_OTHERS = 0002;
  private static final int STICKY = 01000;

  /** What an entry is. */
  enum Kind {
    FILE,
    DIRECTORY,
    LINK,
    OTHER
  }

  /**
   * A file, directory, link or other thing.
   *
   * @param place where it lies
   * @param path relative to the plugin directory, with {@code /}
   * @param permissions the permission bits, those for set-uid and the like too
   * @param size in bytes
   */
  record Entry(Path place, String path, Kind kind, int permissions, long size) {
    boolean isFile() {
      return kind == Kind.FILE;
    }

    boolean isDirectory() {
      return kind == Kind.DIRECTORY;
    }

    boolean isLink() {
      return kind == Kind.LINK;
    }

    /** The last part of the path. */
    String name() {
      return path.substring(path.lastIndexOf('/') + 1);
    }

    /** How many names the path has. */
    int depth() {
      return (int) path.chars().filter(c -> c == '/').count() + 1;
    }

    /** The permissions as a manifest writes them. */
    String mode() {
      return PluginDirectory.mode(permissions);
    }
  }

  PluginDirectory {
    entries = List.copyOf(entries);
    undecided = List.copyOf(undecided);
  }

  /**
   * Lists a plugin directory.
   *
   * @throws ExitException where it is no directory (code 2) or can't be listed (code 3)
   */
  static PluginDirectory list(Path directory) {
    Path top;
    try {
      top = directory.toRealPath();
      if (!Files.isDirectory(top)) {
        throw new ExitException(
            ExitCode.USAGE, "the plugin directory '%s' is not a directory".formatted(directory));
      }
    } catch (NoSuchFileException e) {
      throw new ExitException(
          ExitCode.USAGE, "there is no plugin directory '%s'".formatted(directory), e);
    } catch (IOException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "the plugin directory '%s' can't be read: %s"
              .formatted(directory, UnreadableFileException.reason(e)),
          e);
    }
    List<Entry> entries = new ArrayList<>();
    List<Undecided> undecided = new ArrayList<>();
    list(top, entries, undecided);
    entries.sort(Comparator.comparing(Entry::path, PackageHash.PATH_ORDER));
    return new PluginDirectory(top, entries, undecided);
  }

  private static void list(Path top, List<Entry> entries, List<Undecided> undecided) {
    record Folder(Path place, String prefix) {}
    Deque<Folder> pending = new ArrayDeque<>();
    pending.push(new Folder(top, ""));
    while (!pending.isEmpty()) {
      Folder folder = pending.pop();
      String shown = folder.prefix().isEmpty() ? "." : folder.prefix();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder.place())) {
        for (Path place : stream) {
          if (entries.size() >= MOST_ENTRIES) {
            undecided.add(
                new Undecided(
                    shown,
                    "too-many-files",
                    "the plugin directory holds more than %d files, and no set of providers has that many. Name the folder of the providers alone"
                        .formatted(MOST_ENTRIES)));
            return;
          }
          Entry entry = entry(place, folder.prefix() + place.getFileName());
          entries.add(entry);
          if (entry.isDirectory()) {
            pending.push(new Folder(place, entry.path() + "/"));
          }
        }
      } catch (DirectoryIteratorException e) {
        undecided.add(unlisted(shown, e.getCause() == null ? new IOException() : e.getCause()));
      } catch (IOException e) {
        undecided.add(unlisted(shown, e));
      }
    }
  }

  private static Undecided unlisted(String path, IOException e) {
    return new Undecided(
        path,
        "unreadable",
        "can't be listed (%s), so what the program would find there is unknown"
            .formatted(UnreadableFileException.reason(e)));
  }

  /** Looks at one place, a link not followed. */
  static Entry entry(Path place, String path) throws IOException {
    Map<String, Object> attributes =
        Files.readAttributes(place, "unix:mode,size", LinkOption.NOFOLLOW_LINKS);
    int mode = (Integer) Objects.requireNonNull(attributes.get("mode"));
    long size = (Long) Objects.requireNonNull(attributes.get("size"));
    Kind kind =
        switch (mode & FILE_TYPE) {
          case REGULAR -> Kind.FILE;
          case DIRECTORY -> Kind.DIRECTORY;
          case LINK -> Kind.LINK;
          default -> Kind.OTHER;
        };
    return new Entry(place, path, kind, mode & 07777, size);
  }

  /** Returns the entries by path. */
  Map<String, Entry> byPath() {
    Map<String, Entry> found = new TreeMap<>(PackageHash.PATH_ORDER);
    entries.forEach(entry -> found.putIfAbsent(entry.path(), entry));
    return Collections.unmodifiableMap(found);
  }

  /** Returns the files, links and other things below the directory {@code path}, at any depth. */
  List<Entry> contentOf(String path) {
    String prefix = path + "/";
    return entries.stream()
        .filter(entry -> !entry.isDirectory() && entry.path().startsWith(prefix))
        .toList();
  }

  /** Whether there is nothing in a folder but links, which are told themselves. */
  boolean holdsLinksAlone(Entry folder) {
    List<Entry> content = folder.isDirectory() ? contentOf(folder.path()) : List.of();
    return !content.isEmpty() && content.stream().allMatch(Entry::isLink);
  }

  /** Returns a problem for everything in the directory, and above it, that others may write. */
  List<PluginProblem> writableByOthers(Path asNamed) {
    List<PluginProblem> problems = new ArrayList<>();
    for (Entry entry : entries) {
      if (entry.kind() != Kind.LINK && (entry.permissions() & WRITABLE_BY_OTHERS) != 0) {
        problems.add(writable(entry.path(), entry.permissions()));
      }
    }
    problems.addAll(writablePlaces(top, asNamed));
    return problems;
  }

  /** As {@link #writableByOthers(Path)}, for one file or directory and the folders above it. */
  static List<PluginProblem> writablePlaces(Path real, Path asNamed) {
    TreeMap<Path, PluginProblem> problems = new TreeMap<>();
    for (Path start : List.of(real, asNamed.toAbsolutePath().normalize())) {
      for (Path place = start; place != null; place = place.getParent()) {
        try {
          int mode = (Integer) Files.getAttribute(place, "unix:mode");
          boolean above = !place.equals(start);
          if ((mode & WRITABLE_BY_OTHERS) != 0 && !(above && (mode & STICKY) != 0)) {
            problems.put(place, writable(place.toString(), mode & 07777));
          }
        } catch (IOException e) {
          // What can't be looked at is found again where it is opened.
          break;
        }
      }
    }
    return List.copyOf(problems.values());
  }

  private static PluginProblem writable(String path, int permissions) {
    return new PluginProblem(
        PluginProblem.Kind.WRITABLE_BY_OTHERS,
        path,
        "is writable by others, so any process of a build could change what the program runs. Run 'chmod o-w' on it in the image",
        null,
        mode(permissions));
  }

  static String mode(int permissions) {
    return "%04o".formatted(permissions);
  }

  /** Returns the entry of that path that is a directory, or empty. */
  static Optional<Entry> directory(Map<String, Entry> entries, String path) {
    return Optional.ofNullable(entries.get(path)).filter(Entry::isDirectory);
  }
}
