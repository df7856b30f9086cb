package dev.tfgate.store;

import com.google.re2j.Pattern;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where an object lies, or a folder of objects. What ends with {@code /} is a folder.
 *
 * <p>Written {@code gs://BUCKET/OBJECT}, {@code gs://BUCKET/OBJECT#GENERATION}, {@code
 * gs://BUCKET/FOLDER/} or {@code file:///PATH}.
 */
public sealed interface ObjectAddress {
  /** Whether it is a folder. */
  boolean isFolder();

  /** Returns the same place as a folder. */
  ObjectAddress asFolder();

  /** Returns the object of that name in this folder; the name may have {@code /}. */
  ObjectAddress child(String name);

  /**
   * An object of Cloud Storage.
   *
   * @param bucket the bucket's name
   * @param name the object's name, never empty
   * @param generation the generation that is meant, or null for the live one
   */
  record Gcs(String bucket, String name, @Nullable Long generation) implements ObjectAddress {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9._-]{1,221}");
    private static final int LONGEST_NAME = 1024;

    public Gcs {
      if (!BUCKET.matches(bucket)) {
        throw new IllegalArgumentException("\"%s\" is not the name of a bucket".formatted(bucket));
      }
      boolean control = name.chars().anyMatch(c -> c < ' ' || c == 0x7f);
      if (name.isEmpty() || name.length() > LONGEST_NAME || control) {
        throw new IllegalArgumentException("\"%s\" is not the name of an object".formatted(name));
      }
    }

    @Override
    public boolean isFolder() {
      return name.endsWith("/");
    }

    @Override
    public Gcs asFolder() {
      return isFolder() ? this : new Gcs(bucket, name + "/", null);
    }

    @Override
    public Gcs child(String child) {
      return new Gcs(bucket, name + child, null);
    }

    /** Returns this object in one generation. */
    public Gcs at(long wanted) {
      return new Gcs(bucket, name, wanted);
    }

    @Override
    public String toString() {
      return "gs://" + bucket + "/" + name + (generation == null ? "" : "#" + generation);
    }
  }

  /**
   * A file or folder on disk.
   *
   * @param path absolute
   */
  record OnDisk(Path path, boolean isFolder) implements ObjectAddress {
    public OnDisk {
      if (!path.isAbsolute()) {
        throw new IllegalArgumentException("\"%s\" is not absolute".formatted(path));
      }
    }

    @Override
    public OnDisk asFolder() {
      return new OnDisk(path, true);
    }

    @Override
    public OnDisk child(String name) {
      return new OnDisk(path.resolve(name), false);
    }

    @Override
    public String toString() {
      return "file://" + path + (isFolder && path.getNameCount() > 0 ? "/" : "");
    }
  }

  /**
   * Reads an address.
   *
   * @throws IllegalArgumentException with a message for the user where it is none
   */
  static ObjectAddress parse(String text) {
    if (text.startsWith("gs://")) {
      return parseGcs(text, text.substring("gs://".length()));
    }
    if (text.startsWith("file:///") && text.indexOf('\0') < 0) {
      return new OnDisk(
          Path.of(text.substring("file://".length())).normalize(), text.endsWith("/"));
    }
    throw new IllegalArgumentException(
        "expected gs://BUCKET/OBJECT or file:///PATH, found \"%s\"".formatted(text));
  }

  private static Gcs parseGcs(String text, String rest) {
    int slash = rest.indexOf('/');
    if (slash <= 0 || slash == rest.length() - 1) {
      throw new IllegalArgumentException(
          "expected gs://BUCKET/OBJECT, found \"%s\"".formatted(text));
    }
    String name = rest.substring(slash + 1);
    int hash = name.lastIndexOf('#');
    if (hash < 0) {
      return new Gcs(rest.substring(0, slash), name, null);
    }
    try {
      long generation = Long.parseLong(name.substring(hash + 1));
      if (generation > 0) {
        return new Gcs(rest.substring(0, slash), name.substring(0, hash), generation);
      }
    } catch (NumberFormatException e) {
      // the message below says what is expected
    }
    throw new IllegalArgumentException(
        "expected the number of a generation behind #, found \"%s\"".formatted(text));
  }
}
