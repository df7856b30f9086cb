package dev.tfgate.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A body as it came, in pieces: of the largest that GitHub sends, the heap holds one copy and not a
 * second one.
 */
final class ReceivedBody {
  private static final int PIECE = 16 * 1024;

  private final List<byte[]> pieces = new ArrayList<>();
  private int size;

  /** Returns those bytes as a body. */
  static ReceivedBody of(byte[] bytes) {
    ReceivedBody body = new ReceivedBody();
    for (int at = 0; at < bytes.length; at += PIECE) {
      body.add(bytes, at, Math.min(PIECE, bytes.length - at));
    }
    return body;
  }

  /** Adds bytes at the end. */
  void add(byte[] bytes, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      int used = size % PIECE;
      if (used == 0) {
        pieces.add(new byte[PIECE]);
      }
      int most = Math.min(left, PIECE - used);
      System.arraycopy(bytes, at, pieces.getLast(), used, most);
      size += most;
      at += most;
      left -= most;
    }
  }

  /** How many bytes there are. */
  int size() {
    return size;
  }

  /** Takes the first bytes of an array. */
  @FunctionalInterface
  interface Taker {
    void take(byte[] bytes, int offset, int length);
  }

  /** Hands all bytes on, in order. */
  void forEach(Taker taker) {
    int left = size;
    for (byte[] piece : pieces) {
      taker.take(piece, 0, Math.min(PIECE, left));
      left -= PIECE;
    }
  }

  /** Returns the bytes as a stream. */
  InputStream stream() {
    return new InputStream() {
      private int at;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] buffer, int offset, int length) {
        if (at == size && length > 0) {
          return -1;
        }
        int most = Math.min(length, Math.min(size - at, PIECE - at % PIECE));
        System.arraycopy(pieces.get(at / PIECE), at % PIECE, buffer, offset, most);
        at += most;
        return most;
      }
    };
  }
}
