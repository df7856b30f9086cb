package dev.tfgate.checkout;

import org.jspecify.annotations.Nullable;

/**
 * An entry of the checkout, as its folder lists it: links are not followed.
 *
 * @param path relative to the checkout, with {@code /}; bytes that don't decode are shown as {@code
 *     \xNN}
 * @param kind what it is
 * @param mode permission bits, such as {@code 0755}
 * @param size in bytes; 0 for what is no regular file, -1 where git has yet to tell
 * @param linkTarget what a link holds, as written; null for everything else
 * @param decodable whether the name is valid UTF-8
 */
public record CheckoutFile(
    String path, Kind kind, int mode, long size, @Nullable String linkTarget, boolean decodable) {

  /** What an entry is. */
  public enum Kind {
    /** A regular file. */
    FILE,
    /** A directory. */
    DIRECTORY,
    /** A symbolic link. */
    LINK,
    /** A pipe, device or socket. */
    OTHER
  }

  /** The last part of the path. */
  public String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /** The path of the folder it stands in; "." at the top. */
  public String directory() {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "." : path.substring(0, slash);
  }

  /** Whether it is a regular file. */
  public boolean isFile() {
    return kind == Kind.FILE;
  }

  /** Whether it is a directory. */
  public boolean isDirectory() {
    return kind == Kind.DIRECTORY;
  }

  /** Whether it is a symbolic link. */
  public boolean isLink() {
    return kind == Kind.LINK;
  }
}
