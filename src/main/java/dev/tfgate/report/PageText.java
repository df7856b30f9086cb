package dev.tfgate.report;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Shows a page of Markdown to somebody at a terminal: headings, paragraphs, lists and code, as the
 * pages of rules use them.
 */
public final class PageText {
  private static final String CODE_INDENT = "    ";
  private static final int MOST_COLUMNS = 100;

  private final Appendable out;
  private final boolean color;
  private final int columns;

  /**
   * Prints to {@code out}.
   *
   * @param columns width that text is wrapped to; code is not
   */
  public PageText(Appendable out, boolean color, int columns) {
    this.out = out;
    this.color = color;
    this.columns = Math.min(columns, MOST_COLUMNS);
  }

  /**
   * Prints a page.
   *
   * @param below a line to show under the title
   * @throws IOException where {@code out} can't be written
   */
  public void print(String page, String below) throws IOException {
    List<String> lines = page.lines().toList();
    List<String> paragraph = new ArrayList<>();
    boolean code = false;
    boolean first = true;
    for (String line : lines) {
      if (line.startsWith("```")) {
        flush(paragraph);
        code = !code;
      } else if (code) {
        String safe = Printable.line(line);
        out.append(safe.isEmpty() ? "" : CODE_INDENT + safe).append('\n');
      } else if (line.startsWith("#")) {
        flush(paragraph);
        String title = line.replaceFirst("^#+ *", "");
        out.append(Style.BOLD.of(Printable.line(plain(title)), color)).append('\n');
        if (first) {
          for (String part : Wrapped.printable(below, columns)) {
            out.append(Style.DIM.of(part, color)).append('\n');
          }
        }
        first = false;
      } else if (line.isBlank()) {
        flush(paragraph);
        out.append('\n');
      } else if (line.startsWith("|")) {
        flush(paragraph);
        row(line);
      } else {
        if (line.startsWith("- ")) {
          flush(paragraph);
        }
        paragraph.add(line.strip());
      }
    }
    flush(paragraph);
  }

  private void flush(List<String> paragraph) throws IOException {
    if (paragraph.isEmpty()) {
      return;
    }
    String text = String.join(" ", paragraph);
    boolean item = text.startsWith("- ");
    wrap(words(item ? text.substring(2) : text), item ? "- " : "", item ? "  " : "");
    paragraph.clear();
  }

  /** Shows a row of a table as its first cell and, further in, the others. */
  private void row(String line) throws IOException {
    List<String> cells =
        Pattern.compile("\\|").splitAsStream(line.substring(1)).map(String::strip).toList();
    if (cells.getFirst().matches("[:-]*")) {
      return;
    }
    wrap(words(cells.getFirst()), "", "  ");
    for (String cell : cells.subList(1, cells.size())) {
      wrap(words(cell), "    ", "    ");
    }
  }

  /** A word as it is printed, and the cells that it takes. */
  private record Word(String shown, int width) {}

  private void wrap(List<Word> words, String start, String indent) throws IOException {
    out.append(start);
    int used = start.length();
    boolean fresh = true;
    for (Word word : words) {
      if (!fresh && used + 1 + word.width() > columns) {
        out.append('\n').append(indent);
        used = indent.length();
        fresh = true;
      }
      out.append(fresh ? "" : " ").append(word.shown());
      used += word.width() + (fresh ? 0 : 1);
      fresh = false;
    }
    out.append('\n');
  }

  private List<Word> words(String text) {
    List<Word> words = new ArrayList<>();
    StringBuilder shown = new StringBuilder();
    int width = 0;
    boolean code = false;
    for (String piece : pieces(text)) {
      if (piece.equals("`")) {
        code = !code;
        if (!color) {
          shown.append('`');
          width++;
        }
      } else if (piece.equals(" ")) {
        words.add(new Word(shown.toString(), width));
        shown.setLength(0);
        width = 0;
      } else {
        String safe = Printable.line(code ? piece : plain(piece));
        shown.append(code ? Style.CYAN.of(safe, color) : safe);
        width += safe.codePoints().map(DisplayWidth::of).sum();
      }
    }
    words.add(new Word(shown.toString(), width));
    return words;
  }

  /** Splits at spaces and backticks, which are pieces of their own. */
  private static List<String> pieces(String text) {
    List<String> pieces = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '`') {
        if (i > start) {
          pieces.add(text.substring(start, i));
        }
        pieces.add(String.valueOf(c));
        start = i + 1;
      }
    }
    if (start < text.length()) {
      pieces.add(text.substring(start));
    }
    return pieces;
  }

  /** Returns text without the marks of emphasis. */
  private static String plain(String text) {
    return text.replace("**", "");
  }
}
