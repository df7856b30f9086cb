package dev.tfgate.text;

import java.util.List;

/**
 * The names in a policy of Google Cloud's IAM. What reads one in Go, such as the provider google,
 * takes a name in any case ({@code "Bindings"}), so that all readers here do too.
 */
public final class PolicyNames {
  private static final List<String> NAMES =
      List.of(
          "bindings",
          "role",
          "members",
          "condition",
          "etag",
          "version",
          "auditConfigs",
          "title",
          "description",
          "expression",
          "location");

  private PolicyNames() {}

  /** The name that a key stands for; the key itself where it stands for none. */
  public static String of(String key) {
    for (String name : NAMES) {
      if (isSame(name, key)) {
        return name;
      }
    }
    return key;
  }

  /** Folds as {@code encoding/json} does: two letters beyond ASCII stand for some within it. */
  private static boolean isSame(String name, String key) {
    if (name.length() != key.length()) {
      return false;
    }
    for (int i = 0; i < key.length(); i++) {
      if (folded(key.charAt(i)) != folded(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static char folded(char c) {
    return switch (c) {
      case '\u017f' -> 's';
      case '\u212a' -> 'k';
      default -> c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    };
  }
}
