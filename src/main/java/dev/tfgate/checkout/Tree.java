package dev.tfgate.checkout;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the entries and contents of a checkout come from. Threads may share one. */
interface Tree extends AutoCloseable {
  /**
   * Lists a directory, links not followed.
   *
   * @param directory its path, "." for the top; a directory that this tree listed before
   * @param most after so many entries the rest may be left out
   * @param problems takes what could not be listed
   */
  List<CheckoutFile> list(String directory, int most, List<Unreadable> problems);

  /** Says which files and folders are no part of the tree; what was listed before may have them. */
  default void leaveOut(Set<String> paths) {}

  /** Ends what it reads through; nothing more can be read then. */
  @Override
  default void close() {}

  /**
   * The paths of every link, in order of their bytes; empty where that takes a walk through the
   * tree.
   */
  default Optional<List<String>> links() {
    return Optional.empty();
  }

  /**
   * The paths of every entry whose path ends so; empty where that takes a walk through the tree.
   */
  default Optional<List<String>> ending(List<String> ends) {
    return Optional.empty();
  }

  /**
   * The paths of entries in whose content a line matches; empty where only reading them could tell.
   *
   * @param expression an extended regular expression of POSIX
   * @param ends how the paths end
   */
  default Optional<List<String>> matching(String expression, List<String> ends) {
    return Optional.empty();
  }

  /**
   * Returns the content of a regular file that this tree listed.
   *
   * @param limit largest size, in bytes
   * @throws UnreadableFileException where it is over the limit, can't be read, or changed meanwhile
   */
  byte[] read(CheckoutFile file, int limit) throws UnreadableFileException;

  /**
   * As {@link #read}, for what only decides which files are read: that the file changes meanwhile
   * need not be noticed.
   */
  default byte[] glance(CheckoutFile file, int limit) throws UnreadableFileException {
    return read(file, limit);
  }

  /**
   * As {@link #glance(CheckoutFile, int)}, into bytes that are used again.
   *
   * @return how many bytes the file has; -1 where they don't fit, or the tree doesn't do that
   */
  default int glance(CheckoutFile file, int limit, byte[] into) throws UnreadableFileException {
    return -1;
  }

  /** The id that git gives to the content of a file; empty where only reading it could tell. */
  default Optional<String> blobId(CheckoutFile file) {
    return Optional.empty();
  }

  /** Whether {@link #readAhead} is less work than to read one file after the other. */
  default boolean readsAhead() {
    return false;
  }

  /**
   * Reads many files at once where that is less work than one after the other; what is not read, or
   * not all of it, is left out.
   *
   * @param limit largest size of a file, in bytes
   * @param jobs how many threads may work at once
   */
  default void readAhead(List<CheckoutFile> files, int limit, int jobs, Contents contents) {}

  /**
   * Returns what tells the content of a regular file that this tree listed from any other content,
   * whatever its size.
   *
   * @throws UnreadableFileException where it can't be read, or changed meanwhile
   */
  default byte[] digest(CheckoutFile file) throws UnreadableFileException {
    return sha256().digest(read(file, Integer.MAX_VALUE));
  }

  /** Returns size and time of a regular file, where they can tell that it was changed. */
  default String sizeAndTime(CheckoutFile file) {
    return "";
  }

  /**
   * Returns the last bytes of a regular file that this tree listed, whatever its size.
   *
   * @param most how many, at most
   * @throws UnreadableFileException where it can't be read
   */
  byte[] end(CheckoutFile file, int most) throws UnreadableFileException;

  /** Returns what digests contents. */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
