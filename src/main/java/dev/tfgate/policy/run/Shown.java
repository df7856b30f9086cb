package dev.tfgate.policy.run;

import dev.tfgate.cel.Fields;
import dev.tfgate.cel.Items;
import dev.tfgate.cel.Secret;
import dev.tfgate.cel.Unknown;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Values as people read them; secrets stay hidden. */
public final class Shown {
  private static final int DEEPEST = 6;
  private static final int MOST = 4_000;

  private Shown() {}

  /** Returns a value much like JSON, {@code not set} for null, and what isn't known in brackets. */
  public static String of(@Nullable Object value) {
    StringBuilder text = new StringBuilder();
    append(value, text, 0);
    return text.toString();
  }

  static String of(Map<String, @Nullable Object> values, List<String> path) {
    Object at = values.get(path.get(0));
    for (String name : path.subList(1, path.size())) {
      if (at instanceof Items items && items.size() == 1) {
        at = items.get(0);
      }
      if (at instanceof Secret || at instanceof Unknown) {
        break;
      }
      at = at instanceof Fields fields ? fields.get(name) : null;
    }
    return of(at);
  }

  private static void append(@Nullable Object value, StringBuilder text, int depth) {
    if (text.length() > MOST || depth > DEEPEST) {
      text.append('…');
      return;
    }
    switch (value) {
      case null -> text.append("not set");
      case String string -> text.append('"').append(string).append('"');
      case Unknown unknown -> text.append("<unknown: ").append(unknown.names()).append('>');
      case Items items -> {
        text.append('[');
        for (int i = 0; i < items.size() && text.length() <= MOST; i++) {
          text.append(i == 0 ? "" : ", ");
          append(items.get(i), text, depth + 1);
        }
        text.append(items.open() == null ? "]" : ", <unknown number: " + items.open() + ">]");
      }
      case Fields fields -> {
        text.append('{');
        boolean first = true;
        for (String name : fields.names()) {
          if (text.length() > MOST) {
            break;
          }
          text.append(first ? "" : ", ").append('"').append(name).append("\": ");
          append(fields.get(name), text, depth + 1);
          first = false;
        }
        text.append('}');
      }
      default -> text.append(value);
    }
  }
}
