package dev.tfgate.checkout;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** A file that can't be read whole, or must not be; the message says why, in a user's words. */
public final class UnreadableFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final boolean notFetched;

  /** An error with a message that names no file. */
  public UnreadableFileException(String message) {
    this(message, false);
  }

  private UnreadableFileException(String message, boolean notFetched) {
    super(message);
    this.notFetched = notFetched;
  }

  /** The error of a file whose content a partial clone of git left at the server. */
  static UnreadableFileException leftAtServer() {
    return new UnreadableFileException(
        "git has not fetched its content, because this is a partial clone. Fetch it with 'git sparse-checkout add FOLDER', or all with 'git fetch --refetch --no-filter'",
        true);
  }

  /** Whether the content is not on this machine at all: only git's server has it. */
  public boolean isNotFetched() {
    return notFetched;
  }

  /** The error of a file over the limit; both sizes are in bytes. */
  static UnreadableFileException tooLarge(long size, int limit) {
    return new UnreadableFileException(
        "the file has %d bytes, over the limit of %d, so it was not read. Make it smaller, or raise"
                .formatted(size, limit)
            + " limits.file_bytes in gate.yaml");
  }

  /** The error of a pipe, a socket, a device or a directory: opening one could wait for ever. */
  static UnreadableFileException noFile() {
    return new UnreadableFileException(
        "it is not a regular file, so nothing of it was read. Remove it from the checkout");
  }

  /** The error of a file that the operating system doesn't give. */
  static UnreadableFileException of(IOException e) {
    return new UnreadableFileException("the file can't be read: " + reason(e));
  }

  /** Returns why input or output failed, in a few words without a path. */
  public static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case NoSuchFileException gone -> "it is gone";
      case FileSystemException failed ->
          failed.getReason() == null ? "I/O error" : failed.getReason();
      default -> e.getMessage() == null ? "I/O error" : e.getMessage();
    };
  }

  /** The message, never null. */
  @Override
  public String getMessage() {
    return String.valueOf(super.getMessage());
  }
}
