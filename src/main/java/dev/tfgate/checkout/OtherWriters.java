package dev.tfgate.checkout;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which users, besides root and the one that tfgate runs as, could change what decides: a file, or
 * what a path leads to. Those are its owner and its writers, the owners and writers of the folders
 * above it, and the users that could make a link on the way lead elsewhere.
 */
public final class OtherWriters {
  private static final Path SELF = Path.of("/proc/self");
  private static final int WRITABLE = 0022;
  private static final int STICKY = 01000;
  private static final int MOST_LINKS = 40;

  private final long user;
  private final Map<Path, Optional<String>> above = new HashMap<>();
  private final Map<Path, Way> ways = new HashMap<>();

  /**
   * Where a path leads.
   *
   * @param real links resolved
   * @param problem who could make it lead elsewhere, as the end of a sentence
   */
  private record Way(Path real, Optional<String> problem) {}

  private OtherWriters(long user) {
    this.user = user;
  }

  /** Looks for others than root and the user of this process. */
  public static OtherWriters here() throws IOException {
    return than(Files.exists(SELF) ? number(SELF, "uid") : 0);
  }

  /** Looks for others than root and the user of that number. */
  static OtherWriters than(long user) {
    return new OtherWriters(user);
  }

  /**
   * Says who could change what lies at {@code place}, as the end of a sentence about it; empty
   * where nobody could.
   *
   * @param place absolute, as it is named
   */
  public Optional<String> of(Path place) throws IOException {
    Way way = way(place, 0);
    Optional<String> own = way.problem();
    if (own.isEmpty()) {
      own = problem(way.real(), false);
    }
    Path folder = way.real().getParent();
    return own.isPresent() || folder == null ? own : above(folder);
  }

  private Way way(Path named, int links) throws IOException {
    Path parent = named.getParent();
    Path name = named.getFileName();
    if (parent == null || name == null) {
      return new Way(named, Optional.empty());
    }
    Way known = ways.get(named);
    if (known != null) {
      return known;
    }
    Way before = way(parent, links);
    Way way;
    if (name.toString().equals("..")) {
      Path up = before.real().getParent();
      way = new Way(up == null ? before.real() : up, before.problem());
    } else if (name.toString().equals(".")) {
      way = before;
    } else {
      Path place = before.real().resolve(name);
      if (!Files.isSymbolicLink(place)) {
        way = new Way(place, before.problem());
      } else if (links >= MOST_LINKS) {
        throw new FileSystemLoopException(named.toString());
      } else {
        Optional<String> problem = before.problem();
        if (problem.isEmpty()) {
          problem = ofLink(place, before.real());
        }
        Way target = way(before.real().resolve(Files.readSymbolicLink(place)), links + 1);
        way = new Way(target.real(), problem.isPresent() ? problem : target.problem());
      }
    }
    ways.put(named, way);
    return way;
  }

  private Optional<String> ofLink(Path link, Path folder) throws IOException {
    long owner = number(link, "uid");
    return owner != 0 && owner != user ? Optional.of(anothers(link, owner)) : above(folder);
  }

  private static String anothers(Path place, long owner) {
    return "belongs to another user (%s is of user %d), who could change it. Run 'chown root' on it"
        .formatted(place, owner);
  }

  private Optional<String> above(Path folder) throws IOException {
    Optional<String> known = above.get(folder);
    if (known == null) {
      known = problem(folder, true);
      Path parent = folder.getParent();
      if (known.isEmpty() && parent != null) {
        known = above(parent);
      }
      above.put(folder, known);
    }
    return known;
  }

  private Optional<String> problem(Path place, boolean isAbove) throws IOException {
    long mode = number(place, "mode");
    long owner = number(place, "uid");
    if (owner != 0 && owner != user) {
      return Optional.of(anothers(place, owner));
    }
    if ((mode & WRITABLE) != 0 && !(isAbove && (mode & STICKY) != 0)) {
      return Optional.of(
          "is writable by others (%s has mode %s), so a build step could change it. Run 'chmod go-w' on it"
              .formatted(place, Long.toOctalString(mode & 07777)));
    }
    return Optional.empty();
  }

  private static long number(Path place, String name) throws IOException {
    Object value =
        Files.getAttribute(
            place,
            "unix:" + name,
            place.equals(SELF) ? new LinkOption[0] : new LinkOption[] {LinkOption.NOFOLLOW_LINKS});
    return value instanceof Number number ? number.longValue() : -1;
  }
}
