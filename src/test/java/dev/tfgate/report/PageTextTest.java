package dev.tfgate.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PageTextTest {
  private static final String PAGE =
      """
      # Title of `it`

      A paragraph with `some code` that is
      longer than one line of the terminal is wide.

      ## Why

      - one
      - two that goes on for so long that
        it needs another line

      ```hcl
      a = "a line of code that is wider than all of the terminal"

      b = 1
      ```
      """;

  @Test
  void paragraphsAreWrappedAndCodeIsNot() throws IOException {
    assertThat(text(PAGE, false, 40))
        .isEqualTo(
            """
            Title of `it`
            below

            A paragraph with `some code` that is
            longer than one line of the terminal is
            wide.

            Why

            - one
            - two that goes on for so long that it
              needs another line

                a = "a line of code that is wider than all of the terminal"

                b = 1
            """);
  }

  @Test
  void theLineUnderTheTitleIsWrapped() throws IOException {
    StringBuilder out = new StringBuilder();
    new PageText(out, false, 20).print("# T\n", "a title · mandatory · layer code");
    assertThat(out.toString()).isEqualTo("T\na title · mandatory\n    · layer code\n");
  }

  @Test
  void aTableBecomesItsRows() throws IOException {
    assertThat(text("# T\n\n| a | b |\n|---|---|\n| one | two `three` four |\n", false, 16))
        .isEqualTo("T\nbelow\n\na\n    b\none\n    two `three`\n    four\n");
  }

  @Test
  void colourStandsInForMarks() throws IOException {
    assertThat(text("# T\n\nUse `a b`, **not** c.\n", true, 40))
        .isEqualTo(
            "%s\n%s\n\nUse %s %s, not c.\n"
                .formatted(
                    Style.BOLD.of("T", true),
                    Style.DIM.of("below", true),
                    Style.CYAN.of("a", true),
                    Style.CYAN.of("b", true)));
  }

  @Test
  void whatDrivesATerminalIsShown() throws IOException {
    assertThat(text("# \u001b]0;x\u0007\n\n\u202ea\n\n```\n\u001b[2J\n```\n", true, 40))
        .contains("\\x1b]0;x\\x07", "\\u{202e}a", "\\x1b[2J");
  }

  private static String text(String page, boolean color, int columns) throws IOException {
    StringBuilder out = new StringBuilder();
    new PageText(out, color, columns).print(page, "below");
    return out.toString();
  }
}
