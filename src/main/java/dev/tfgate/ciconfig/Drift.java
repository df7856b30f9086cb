package dev.tfgate.ciconfig;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import com.github.difflib.patch.Patch;
import dev.tfgate.report.Region;
import dev.tfgate.store.Content;
import dev.tfgate.store.StoredObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What differs between a file and its trusted copy, in words and line by line.
 *
 * @param notes phrases: what kind of difference it is, and what of the build it changes
 * @param diff a unified diff from the trusted copy to the file, one element a line; empty for what
 *     is not text or too large. Not sanitised
 * @param region the first line of the file that differs, or null for what is not text
 */
public record Drift(List<String> notes, List<String> diff, @Nullable Region region) {
  private static final int LARGEST_TEXT = 1 << 20;
  private static final int MOST_LINES = 20_000;

  /** Time and memory of a diff grow with the square of this. */
  private static final int MOST_CHANGED_LINES = 1_500;

  private static final int CONTEXT = 3;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  public Drift {
    notes = List.copyOf(notes);
    diff = List.copyOf(diff);
  }

  static Drift between(String path, Content here, StoredObject copy) {
    Optional<List<String>> ours = lines(here);
    Optional<List<String>> theirs = lines(copy.content());
    if (ours.isEmpty() || theirs.isEmpty()) {
      String note =
          "%d bytes here, %d in the trusted copy; not text, or too large for a diff"
              .formatted(here.size(), copy.content().size());
      return new Drift(List.of(note), List.of(), null);
    }
    return between(path, ours.get(), theirs.get(), here, copy);
  }

  /** A file that has no trusted copy yet: all of it is new. */
  static Drift ofNew(String path, Content here) {
    Optional<List<String>> lines = lines(here);
    if (lines.isEmpty()) {
      String note = "%d bytes, all new; not text, or too large to be shown".formatted(here.size());
      return new Drift(List.of(note), List.of(), null);
    }
    List<String> diff =
        new ArrayList<>(
            List.of(
                "--- /dev/null", "+++ " + path, "@@ -0,0 +1,%d @@".formatted(lines.get().size())));
    for (String line : lines.get()) {
      boolean ends = line.endsWith("\n");
      diff.add("+" + (ends ? line.substring(0, line.length() - 1) : line));
      if (!ends) {
        diff.add("\\ No newline at end of file");
      }
    }
    return new Drift(List.of("all of it is new"), diff, null);
  }

  /** Whether the diff shows all that differs. */
  public boolean isShownInFull() {
    return !diff.isEmpty();
  }

  private static Drift between(
      String path, List<String> ours, List<String> theirs, Content here, StoredObject copy) {
    int same = commonPrefix(ours, theirs);
    int tail = commonPrefix(after(ours, same).reversed(), after(theirs, same).reversed());
    int line = Math.max(1, Math.min(same + 1, ours.size()));
    List<String> notes = new ArrayList<>(layout(ours, theirs, line));
    if (notes.isEmpty()) {
      notes.addAll(BuildChanges.between(here, copy.content()));
    }
    if (notes.isEmpty()) {
      notes.add("the first difference is on line " + line);
    }
    boolean small = ours.size() + theirs.size() - 2 * (same + tail) <= MOST_CHANGED_LINES;
    List<String> diff = small ? diff(path, ours, theirs, copy) : List.of();
    return new Drift(notes, diff, region(ours, line));
  }

  private static Region region(List<String> lines, int line) {
    String text = lines.isEmpty() ? "" : lines.get(line - 1).stripTrailing();
    return new Region(line, 1, line, text.codePointCount(0, text.length()) + 1);
  }

  private static List<String> diff(
      String path, List<String> ours, List<String> theirs, StoredObject copy) {
    Patch<String> patch = DiffUtils.diff(theirs, ours);
    List<String> unified =
        UnifiedDiffUtils.generateUnifiedDiff(
            copy.address().toString(), path, theirs, patch, CONTEXT);
    List<String> diff = new ArrayList<>();
    for (int i = 0; i < unified.size(); i++) {
      String text = unified.get(i);
      boolean header = i < 2 || text.startsWith("@@ ");
      if (header) {
        diff.add(text);
      } else if (text.endsWith("\n")) {
        diff.add(text.substring(0, text.length() - 1));
      } else {
        diff.add(text);
        diff.add("\\ No newline at end of file");
      }
    }
    return diff;
  }

  /** Differences that a reader would not see. */
  private static List<String> layout(List<String> ours, List<String> theirs, int line) {
    String here = String.join("", ours);
    String there = String.join("", theirs);
    if (here.replace("\r\n", "\n").equals(there.replace("\r\n", "\n"))) {
      return List.of(
          "only the ends of lines differ: %s here, %s in the trusted copy, first on line %d"
              .formatted(lineEnds(here), lineEnds(there), line));
    }
    if (stripped(ours).equals(stripped(theirs))) {
      return List.of(
          here.strip().equals(there.strip())
              ? "only white space at the end of the file differs"
              : "only white space at the end of lines differs, first on line " + line);
    }
    if (here.startsWith(BYTE_ORDER_MARK) && here.substring(1).equals(there)) {
      return List.of("the file starts with a byte order mark, the trusted copy does not");
    }
    return List.of();
  }

  private static String lineEnds(String text) {
    boolean crlf = text.contains("\r\n");
    boolean lf = text.replace("\r\n", "").contains("\n");
    return crlf && lf ? "CRLF and LF" : crlf ? "CRLF" : "LF";
  }

  private static List<String> stripped(List<String> lines) {
    List<String> stripped = new ArrayList<>(lines.stream().map(String::stripTrailing).toList());
    while (!stripped.isEmpty() && stripped.getLast().isEmpty()) {
      stripped.removeLast();
    }
    return stripped;
  }

  private static List<String> after(List<String> lines, int count) {
    return lines.subList(count, lines.size());
  }

  private static int commonPrefix(List<String> left, List<String> right) {
    int length = Math.min(left.size(), right.size());
    int i = 0;
    while (i < length && left.get(i).equals(right.get(i))) {
      i++;
    }
    return i;
  }

  /** Lines with their line feeds; empty for what is not text, or too much of it. */
  private static Optional<List<String>> lines(Content content) {
    if (content.size() > LARGEST_TEXT) {
      return Optional.empty();
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content.bytes())).toString();
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
    if (text.indexOf('\0') >= 0) {
      return Optional.empty();
    }
    List<String> lines = new ArrayList<>();
    for (int start = 0; start < text.length(); ) {
      int feed = text.indexOf('\n', start);
      int end = feed < 0 ? text.length() : feed + 1;
      lines.add(text.substring(start, end));
      start = end;
    }
    return lines.size() > MOST_LINES ? Optional.empty() : Optional.of(lines);
  }
}
