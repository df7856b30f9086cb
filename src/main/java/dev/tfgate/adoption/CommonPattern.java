package dev.tfgate.adoption;

import dev.tfgate.text.Glob;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** The narrowest pattern with one star that takes in some texts. */
final class CommonPattern {
  private CommonPattern() {}

  /** Returns the text itself where there is but one. */
  static String of(Collection<String> texts) {
    Set<String> distinct = new TreeSet<>(texts);
    String first = distinct.iterator().next();
    if (distinct.size() == 1) {
      return first;
    }
    int start = first.length();
    int end = first.length();
    int shortest = first.length();
    for (String text : distinct) {
      int i = 0;
      while (i < start && i < text.length() && text.charAt(i) == first.charAt(i)) {
        i++;
      }
      start = i;
      int j = 0;
      while (j < end
          && j < text.length()
          && text.charAt(text.length() - 1 - j) == first.charAt(first.length() - 1 - j)) {
        j++;
      }
      end = j;
      shortest = Math.min(shortest, text.length());
    }
    end = Math.min(end, shortest - start);
    String head = first.substring(0, start);
    String tail = first.substring(first.length() - end);
    String narrow = head + "*" + tail;
    return admitsAll(narrow, distinct) ? narrow : head + "**" + tail;
  }

  /** A star in a text stands for a part that is not known. */
  private static boolean admitsAll(String pattern, Set<String> texts) {
    Glob glob = Glob.of(pattern);
    return texts.stream().allMatch(text -> glob.matches(text.replace('*', Glob.HOLE)));
  }
}
