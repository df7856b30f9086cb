package dev.tfgate.checkout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Who else than root and the user that tfgate runs as could change what decides: a file, or what a
 * path leads to, may be changed by whoever may write it or a folder above it, or owns one of them.
 */
public final class OtherWriters {
  private static final Path SELF = Path.of("/proc/self");
  private static final int WRITABLE = 0022;
  private static final int STICKY = 01000;

  private final long user;
  private final Map<Path, Optional<String>> above = new HashMap<>();

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
   * @param place absolute, links resolved
   */
  public Optional<String> of(Path place) throws IOException {
    Optional<String> own = problem(place, false);
    Path folder = place.getParent();
    return own.isPresent() || folder == null ? own : above(folder);
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
      return Optional.of(
          "belongs to another user (%s is of user %d), who could change it: chown root"
              .formatted(place, owner));
    }
    if ((mode & WRITABLE) != 0 && !(isAbove && (mode & STICKY) != 0)) {
      return Optional.of(
          "is writable by others (%s has mode %s), so a build step could change it: chmod go-w"
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
