package dev.tfgate.checkout;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file on a thread of its own, a few buffers ahead of who takes them: copying a file out of
 * the page cache costs a fifth of the time that hashing it does.
 */
public final class ReadAhead implements AutoCloseable {
  private static final int BUFFERS = 4;

  /** Bytes of a buffer. */
  private final int size;

  private final FileChannel channel;
  private final BlockingQueue<ByteBuffer> free = new ArrayBlockingQueue<>(BUFFERS);

  /** Ends with an empty buffer. */
  private final BlockingQueue<ByteBuffer> filled = new ArrayBlockingQueue<>(BUFFERS + 1);

  private final Thread reader;
  private volatile @Nullable IOException failure;
  private @Nullable ByteBuffer taken;

  /**
   * Starts to read; the channel stays the caller's, who closes it after this.
   *
   * @param size of each of four buffers, in bytes; the larger, the seldomer the two wait for one
   *     another
   */
  public ReadAhead(FileChannel channel, int size) {
    this.channel = channel;
    this.size = size;
    for (int i = 0; i < BUFFERS; i++) {
      free.add(ByteBuffer.allocate(size));
    }
    reader = Thread.ofPlatform().daemon().name("read-ahead").start(this::read);
  }

  private void read() {
    try {
      ByteBuffer buffer;
      do {
        buffer = free.take().clear();
        try {
          while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // read on
          }
        } catch (IOException e) {
          failure = e;
          buffer.clear();
        }
        filled.put(buffer.flip());
      } while (buffer.limit() == size);
      filled.put(ByteBuffer.allocate(0));
    } catch (InterruptedException e) {
      // Closed early: nobody waits for more.
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns the next bytes, in a buffer that is good until the next call; an empty one at the end.
   */
  public ByteBuffer next() throws IOException {
    try {
      if (taken != null) {
        free.put(taken);
      }
      ByteBuffer next = filled.take();
      taken = next.capacity() == 0 ? null : next;
      IOException failed = failure;
      if (failed != null && !next.hasRemaining()) {
        throw failed;
      }
      return next;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while reading");
    }
  }

  /** Returns the bytes as a stream; who closes it closes this. */
  public InputStream stream() {
    return new InputStream() {
      private ByteBuffer current = ByteBuffer.allocate(0);

      @Override
      public int read() throws IOException {
        return hasMore() ? current.get() & 0xff : -1;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        if (!hasMore()) {
          return -1;
        }
        int read = Math.min(length, current.remaining());
        current.get(target, offset, read);
        return read;
      }

      private boolean hasMore() throws IOException {
        if (!current.hasRemaining() && !ended) {
          current = next();
          ended = !current.hasRemaining();
        }
        return current.hasRemaining();
      }

      private boolean ended;

      @Override
      public void close() {
        ReadAhead.this.close();
      }
    };
  }

  @Override
  public void close() {
    reader.interrupt();
  }
}
