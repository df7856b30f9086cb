package dev.tfgate.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/**
 * Reads bodies: none that is larger than GitHub sends, none that takes long, and no more at once
 * than there is memory for.
 */
final class Bodies {
  /** GitHub's own limit. */
  static final int LARGEST = 25 * 1024 * 1024;

  private static final int CHUNK = 16 * 1024;

  /** What is longer than this takes its memory from another place than all the rest. */
  private static final int USUAL = 1024 * 1024;

  private final int largest;
  private final Duration longest;
  private final Semaphore usual;
  private final Semaphore large;

  /** A body could not be taken; the status says whose fault that is. */
  static final class RefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    RefusedException(int status, String message) {
      super(message);
      this.status = status;
    }

    int status() {
      return status;
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /** What is done with a body while its memory is taken. */
  @FunctionalInterface
  interface Use<T> {
    T with(ReceivedBody body);
  }

  /**
   * @param largest body, in bytes
   * @param longest time for one
   * @param together bytes of all usual bodies at once; beside them there is room for one large one
   */
  Bodies(int largest, Duration longest, int together) {
    this.largest = largest;
    this.longest = longest;
    this.usual = new Semaphore(together / CHUNK);
    this.large = new Semaphore((largest + CHUNK - 1) / CHUNK);
  }

  /** Reads the body whole, and gives its memory back once {@code use} is done with it. */
  <T> T read(Request request, Use<T> use) throws RefusedException {
    int taken = 0;
    int takenOfLarge = 0;
    try {
      Optional<String> length = request.header("Content-Length");
      if (length.isPresent()
          && (!length.get().matches("[0-9]{1,10}") || Long.parseLong(length.get()) > largest)) {
        throw tooLarge();
      }
      long end = System.nanoTime() + longest.toNanos();
      ReceivedBody body = new ReceivedBody();
      byte[] buffer = new byte[CHUNK];
      InputStream in = request.body();
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (body.size() + n > largest) {
          throw tooLarge();
        }
        while (body.size() + n > (long) (taken + takenOfLarge) * CHUNK) {
          boolean usualOne = taken < USUAL / CHUNK;
          if (!(usualOne ? usual : large).tryAcquire()) {
            throw new RefusedException(503, "too many large requests at once; send it again");
          }
          taken += usualOne ? 1 : 0;
          takenOfLarge += usualOne ? 0 : 1;
        }
        body.add(buffer, 0, n);
        if (System.nanoTime() > end) {
          throw new RefusedException(
              408, "the body took longer than %ds".formatted(longest.toSeconds()));
        }
      }
      return use.with(body);
    } catch (IOException e) {
      throw new RefusedException(400, "the body did not arrive whole");
    } finally {
      usual.release(taken);
      large.release(takenOfLarge);
    }
  }

  private RefusedException tooLarge() {
    return new RefusedException(413, "the body is larger than %d bytes".formatted(largest));
  }
}
