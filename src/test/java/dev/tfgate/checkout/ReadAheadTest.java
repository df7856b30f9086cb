package dev.tfgate.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadAheadTest {
  private static final int BUFFER = 1000;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 999, 1_000, 1_001, 4_000, 5_000, 12_345})
  void givesTheBytesOfTheFile(int length, @TempDir Path folder) throws IOException {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    Path file = Files.write(folder.resolve("file"), bytes);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    try (FileChannel channel = FileChannel.open(file);
        ReadAhead ahead = new ReadAhead(channel, BUFFER)) {
      for (ByteBuffer next = ahead.next(); next.hasRemaining(); next = ahead.next()) {
        byte[] part = new byte[next.remaining()];
        next.get(part);
        read.write(part);
      }
    }
    assertThat(read.toByteArray()).isEqualTo(bytes);
    try (FileChannel channel = FileChannel.open(file);
        InputStream in = new ReadAhead(channel, BUFFER).stream()) {
      assertThat(in.readNBytes(length / 2)).hasSize(length / 2);
      assertThat(in.read()).isEqualTo(length == 0 ? -1 : bytes[length / 2] & 0xff);
      assertThat(in.readAllBytes()).hasSize(Math.max(0, length - length / 2 - 1));
      assertThat(in.read()).isEqualTo(-1);
    }
  }
}
