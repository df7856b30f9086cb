package dev.tfgate.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ByBytesTest {
  @Test
  void whatTakesTwoUnitsStandsBehindAllThatTakesOne() {
    assertThat(ByBytes.ORDER.compare("\uff41", "\ud801\udc00")).isNegative();
    assertThat("\uff41".compareTo("\ud801\udc00")).isPositive();
  }

  @Property
  void theOrderIsThatOfTheBytes(
      @ForAll @StringLength(max = 4) @CharRange(from = 'a', to = '\ud7ff') String left,
      @ForAll @StringLength(max = 4) @CharRange(from = '\ue000', to = '\uffff') String right,
      @ForAll boolean beyond) {
    String first = left + (beyond ? "\ud801\udc00" : "");
    assertThat(Integer.signum(ByBytes.ORDER.compare(first, right)))
        .isEqualTo(
            Integer.signum(
                Arrays.compareUnsigned(
                    first.getBytes(StandardCharsets.UTF_8),
                    right.getBytes(StandardCharsets.UTF_8))));
    assertThat(ByBytes.ORDER.compare(right, first)).isEqualTo(-ByBytes.ORDER.compare(first, right));
  }
}
