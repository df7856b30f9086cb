package dev.tfgate.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ExcerptTest {
  private static Excerpt excerpt(String line, int column, int endColumn) {
    return Excerpt.of(line, new Region(1, column, 1, endColumn), 70);
  }

  @Test
  void caretsStandUnderTheRegion() {
    assertThat(excerpt("a = file(\"x\")", 5, 14))
        .isEqualTo(new Excerpt("a = file(\"x\")", "    ^^^^^^^^^"));
  }

  @Test
  void tabsAreExpandedToStops() {
    assertThat(excerpt("\ta\tb", 4, 5)).isEqualTo(new Excerpt("    a   b", "        ^"));
  }

  @Test
  void wideCharactersTakeTwoCells() {
    assertThat(excerpt("例え = x", 6, 7)).isEqualTo(new Excerpt("例え = x", "       ^"));
    assertThat(excerpt("例え = x", 1, 3)).isEqualTo(new Excerpt("例え = x", "^^^^"));
    assertThat(excerpt("😀x", 2, 3)).isEqualTo(new Excerpt("😀x", "  ^"));
  }

  @Test
  void combiningCharactersTakeNone() {
    assertThat(excerpt("e\u0301x", 3, 4)).isEqualTo(new Excerpt("e\u0301x", " ^"));
    assertThat(excerpt("e\u0301x", 2, 3).marks()).isEqualTo("^");
  }

  @Test
  void escapesTakeTheCellsTheyAreShownWith() {
    assertThat(excerpt("\u001b[0mx", 5, 6)).isEqualTo(new Excerpt("\\x1b[0mx", "       ^"));
    assertThat(excerpt("\u202ex", 2, 3)).isEqualTo(new Excerpt("\\u{202e}x", "        ^"));
  }

  @Test
  void emptyRegionGetsOneCaret() {
    assertThat(excerpt("abc", 4, 4)).isEqualTo(new Excerpt("abc", "   ^"));
    assertThat(excerpt("", 1, 1)).isEqualTo(new Excerpt("", "^"));
  }

  @Test
  void regionOfSeveralLinesIsMarkedToTheEndOfItsFirst() {
    assertThat(Excerpt.of("  x {", new Region(3, 3, 9, 2), 70))
        .isEqualTo(new Excerpt("  x {", "  ^^^"));
  }

  @Test
  void longLinesAreCutAroundTheRegion() {
    String line = "a".repeat(500) + "HERE" + "b".repeat(500);
    Excerpt excerpt = excerpt(line, 501, 505);
    int caret = excerpt.marks().indexOf('^');
    assertThat(excerpt.text().substring(caret, caret + 4)).isEqualTo("HERE");
    assertThat(excerpt.marks()).endsWith("^^^^");
    assertThat(excerpt.text()).startsWith("…").endsWith("…").hasSize(70);
  }

  @Property
  void neverWiderThanAskedAndNeverUnsafe(
      @ForAll @StringLength(max = 300) String line,
      @ForAll @IntRange(min = 1, max = 320) int column,
      @ForAll @IntRange(max = 50) int length,
      @ForAll @IntRange(min = 20, max = 200) int width) {
    Excerpt excerpt = Excerpt.of(line, new Region(1, column, 1, column + length), width);
    assertThat(DisplayWidth.of(excerpt.text())).isLessThanOrEqualTo(width);
    assertThat(excerpt.marks().length()).isLessThanOrEqualTo(width);
    assertThat(excerpt.marks()).contains("^");
    assertThat(excerpt.text().codePoints()).allMatch(Printable::isSafe);
  }
}
