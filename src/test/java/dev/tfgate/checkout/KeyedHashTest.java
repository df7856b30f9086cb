package dev.tfgate.checkout;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyedHashTest {
  @Test
  void itIsWhatGuavaSaysToo() {
    Random random = new Random(11);
    for (int i = 0; i < 3_000; i++) {
      byte[] content = new byte[i < 600 ? i : random.nextInt(10_000)];
      random.nextBytes(content);
      long first = random.nextLong();
      long second = random.nextLong();
      assertThat(new KeyedHash(first, second).of(content))
          .as("%d bytes", content.length)
          .isEqualTo(Hashing.sipHash24(first, second).hashBytes(content).asLong());
    }
  }

  @Test
  void eachHasAKeyOfItsOwn() {
    byte[] content = new byte[100];
    Arrays.fill(content, (byte) 'x');
    assertThat(KeyedHash.random().of(content)).isNotEqualTo(KeyedHash.random().of(content));
  }
}
