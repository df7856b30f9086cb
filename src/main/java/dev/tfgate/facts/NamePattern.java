package dev.tfgate.facts;

/** Names with stars: each stands for any characters but a dot, two of them for any at all. */
final class NamePattern {
  private NamePattern() {}

  static boolean hasStar(String pattern) {
    return pattern.indexOf('*') >= 0;
  }

  static boolean matches(String pattern, String name) {
    int star = pattern.indexOf('*');
    if (star >= 0 && star == pattern.lastIndexOf('*')) {
      int behind = pattern.length() - star - 1;
      int end = name.length() - behind;
      int dot = name.indexOf('.', star);
      return end >= star
          && name.startsWith(pattern.substring(0, star))
          && name.endsWith(pattern.substring(star + 1))
          && (dot < 0 || dot >= end);
    }
    return matches(pattern, 0, name, 0);
  }

  private static boolean matches(String pattern, int at, String name, int from) {
    while (at < pattern.length() && pattern.charAt(at) != '*') {
      if (from == name.length() || name.charAt(from) != pattern.charAt(at)) {
        return false;
      }
      at++;
      from++;
    }
    if (at == pattern.length()) {
      return from == name.length();
    }
    boolean any = pattern.startsWith("**", at);
    int next = any ? at + 2 : at + 1;
    for (int end = from; end <= name.length(); end++) {
      if (matches(pattern, next, name, end)) {
        return true;
      }
      if (end < name.length() && !any && name.charAt(end) == '.') {
        return false;
      }
    }
    return false;
  }
}
