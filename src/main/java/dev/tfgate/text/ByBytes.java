package dev.tfgate.text;

import java.util.Comparator;

/**
 * The order that Go, and so Terraform, gives strings: by the bytes of their UTF-8, which is by code
 * points. Java compares units of UTF-16, for which U+10400 stands before U+FF41.
 */
public enum ByBytes implements Comparator<String> {
  /** The only one. */
  ORDER;

  @Override
  public int compare(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        return Character.isSurrogate(a) == Character.isSurrogate(b)
            ? Character.compare(a, b)
            : Character.isSurrogate(a) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
