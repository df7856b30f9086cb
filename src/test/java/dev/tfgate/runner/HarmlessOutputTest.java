package dev.tfgate.runner;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HarmlessOutputTest {
  private static String shown(String text, boolean color) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new HarmlessOutput(out, color)
        .read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void plainTextComesThroughAsItIs() throws IOException {
    for (String text :
        new String[] {"", "a", "a\n", "a\n\nb", "\tx -> \"y\"\n", "ä€𝄞\n", "a::b # c"}) {
      assertThat(shown(text, false)).isEqualTo(text);
    }
    String longer = "€".repeat(100_000) + "\n";
    assertThat(shown(longer, false)).isEqualTo(longer);
  }

  @Test
  void whatDrivesATerminalOrACiIsEscaped() throws IOException {
    assertThat(shown("\u001b[31mred\u001b[0m", false)).isEqualTo("\\x1b[31mred\\x1b[0m");
    assertThat(shown("a\rb\u0007\u009b2J", true)).isEqualTo("a\\x0db\\x07\\x9b2J");
    assertThat(shown("::error::x\n\t::debug::y\n##[group]z\n", true))
        .doesNotContainPattern("(?m)^\\s*::")
        .doesNotContain("##[");
  }

  @Test
  void aCommandOfACiIsSeenWhereverALongLineIsCut() throws IOException {
    for (String command :
        new String[] {"##vso[task.x]", "##teamcity[x]", "##[group]", " ::error::"}) {
      for (int before = 65_500; before < 65_560; before++) {
        String text = " ".repeat(before) + command + "\n";
        assertThat(shown(text, true)).doesNotContain(command);
      }
    }
    String honest = "a::b#c €::d ".repeat(30_000) + "#".repeat(200_000) + "\n";
    assertThat(shown(honest, false)).isEqualTo(honest);
  }

  @Test
  void onlyColoursThatShowTextAreKept() throws IOException {
    String kept = "\u001b[1m\u001b[31mx\u001b[0m\u001b[0;1;32my\u001b[m";
    assertThat(shown(kept, true)).isEqualTo(kept);
    for (String hidden :
        new String[] {
          "\u001b[8m", "\u001b[30;40m", "\u001b[38;5;0m", "\u001b[2J", "\u001b]8;;x\u0007"
        }) {
      assertThat(shown("x" + hidden, true)).doesNotContain("\u001b");
    }
    assertThat(shown("\u001b[0m::error::x", true)).doesNotContain("::error");
  }
}
