package dev.tfgate.laws;

import java.util.ArrayList;
import java.util.List;

/**
 * An expression that a generator wrote.
 *
 * @param text HCL that ends nowhere in the middle of a line's comment or heredoc
 * @param parts expressions in it that mean the same where they stand alone
 */
record Written(String text, List<Written> parts) {
  Written {
    parts = List.copyOf(parts);
  }

  /** Itself and every part, the smallest first. */
  List<Written> all() {
    List<Written> found = new ArrayList<>();
    collect(found);
    found.sort((a, b) -> Integer.compare(a.text.length(), b.text.length()));
    return found;
  }

  private void collect(List<Written> found) {
    found.add(this);
    parts.forEach(part -> part.collect(found));
  }
}
