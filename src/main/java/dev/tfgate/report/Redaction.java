package dev.tfgate.report;

import java.util.List;
import java.util.Locale;

/**
 * Hides what looks like a secret in text of a checkout: a report is read by more people than the
 * code. Stars take its place, one for each character, so that columns stay what they are.
 */
public final class Redaction {
  private static final List<String> SECRET =
      List.of(
          "password",
          "passwd",
          "passphrase",
          "pwd",
          "secret",
          "token",
          "signature",
          "credential",
          "accesskey",
          "access_key",
          "accountkey",
          "account_key",
          "apikey",
          "api_key",
          "private_key",
          "client_key",
          "customer_key",
          "encryption_key");

  /** Names that end so tell where something is, or what it is called. */
  private static final List<String> NO_SECRET =
      List.of("url", "uri", "path", "file", "name", "arn", "type", "version", "ttl", "endpoint");

  /** How tokens of well-known services begin. */
  private static final List<String> TOKENS =
      List.of(
          "ghp_",
          "gho_",
          "ghu_",
          "ghs_",
          "ghr_",
          "github_pat_",
          "glpat-",
          "xoxa-",
          "xoxb-",
          "xoxp-",
          "AIza",
          "sk_live_",
          "eyJ",
          "ya29.",
          "hvs.");

  private static final String HOOK = "hooks.slack.com/services/";
  private static final int SHORTEST_TOKEN = 20;

  private final String text;
  private final char[] shown;

  private Redaction(String text) {
    this.text = text;
    this.shown = text.toCharArray();
  }

  /** Returns the text with its secrets hidden; the text itself where it has none. */
  public static String of(String text) {
    Redaction redaction = new Redaction(text);
    int hidden = 0;
    for (int i = 0; i < text.length(); i++) {
      // What was hidden is not looked at again, so that no text takes long.
      int to =
          switch (text.charAt(i)) {
            case ':' -> Math.max(redaction.userInfo(i), redaction.value(i));
            case '=' -> redaction.value(i);
            case 'g', 'x', 'A', 's', 'e', 'y' -> redaction.token(i);
            case 'h' -> Math.max(redaction.token(i), redaction.hook(i));
            default -> 0;
          };
      if (to > i) {
        hidden = to;
        i = to - 1;
      }
    }
    return hidden > 0 ? new String(redaction.shown) : text;
  }

  /**
   * Returns the value of an argument with its secrets hidden; all of it where the name tells one.
   */
  public static String argument(String name, String value) {
    return isSecret(name) ? "*".repeat(value.length()) : of(value);
  }

  /** Whether the value of an argument can be shown as it is. */
  public static boolean isHarmless(String name, String value) {
    return argument(name, value).equals(value);
  }

  /** {@code https://NAME:PASSWORD@host}; a name alone is shown, but for what is no ssh. */
  private int userInfo(int colon) {
    if (!text.startsWith("://", colon)) {
      return 0;
    }
    int start = colon + 3;
    int at = -1;
    int secret = -1;
    for (int i = start; i < text.length() && " \t\n\"'/?#<>".indexOf(text.charAt(i)) < 0; i++) {
      if (text.charAt(i) == '@') {
        at = i;
      } else if (text.charAt(i) == ':' && secret < 0) {
        secret = i + 1;
      }
    }
    if (at < 0) {
      return 0;
    }
    if (secret < 0 || secret > at) {
      boolean ssh = text.regionMatches(true, Math.max(0, colon - 3), "ssh", 0, 3);
      secret = ssh ? at : start;
    }
    return hide(secret, at);
  }

  /**
   * {@code NAME=VALUE} of an address or of a list, {@code name = "value"}, {@code "name": "value"}.
   */
  private int value(int sign) {
    int end = sign;
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    boolean quotedName = end > 0 && text.charAt(end - 1) == '"';
    if (quotedName) {
      end--;
    }
    int start = end;
    while (start > 0 && isOfName(text.charAt(start - 1))) {
      start--;
    }
    if (!isSecret(text.substring(start, end))) {
      return 0;
    }
    int from = sign + 1;
    while (from < text.length() && text.charAt(from) == ' ') {
      from++;
    }
    boolean quoted = from < text.length() && text.charAt(from) == '"';
    if (quoted) {
      from++;
    } else if (text.charAt(sign) == ':' || end < sign || from > sign + 1) {
      return 0;
    }
    int to = from;
    while (to < text.length() && !ends(to, quoted)) {
      to++;
    }
    return hide(from, to);
  }

  private boolean ends(int at, boolean quoted) {
    char c = text.charAt(at);
    return quoted
        ? c == '"' || c == '\n' || text.startsWith("${", at)
        : " \t\n\"'&;,<>)}]".indexOf(c) >= 0 || text.startsWith("${", at);
  }

  private int token(int from) {
    if (from > 0 && isOfName(text.charAt(from - 1))) {
      return 0;
    }
    for (String begin : TOKENS) {
      if (text.startsWith(begin, from)) {
        int to = from;
        while (to < text.length() && isOfName(text.charAt(to))) {
          to++;
        }
        return to - from >= SHORTEST_TOKEN ? hide(from + begin.length(), to) : 0;
      }
    }
    return 0;
  }

  private int hook(int from) {
    if (!text.startsWith(HOOK, from)) {
      return 0;
    }
    int start = from + HOOK.length();
    int to = start;
    while (to < text.length() && (isOfName(text.charAt(to)) || text.charAt(to) == '/')) {
      to++;
    }
    return hide(start, to);
  }

  private static boolean isOfName(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '-'
        || c == '.';
  }

  private static boolean isSecret(String name) {
    String lower = name.toLowerCase(Locale.ROOT).replace('-', '_');
    return lower.equals("sig")
        || (SECRET.stream().anyMatch(lower::contains)
            && !lower.contains("kms_")
            && NO_SECRET.stream().noneMatch(lower::endsWith));
  }

  /** Returns where the hidden part ends; 0 where there is none. */
  private int hide(int from, int to) {
    for (int i = from; i < to; i++) {
      shown[i] = '*';
    }
    return to > from ? to : 0;
  }
}
