package dev.tfgate.report;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a rule or policy reports.
 *
 * @param rule id of the rule or policy, kebab-case
 * @param enforcement what the finding does to the verdict
 * @param path the file, relative to the checkout, with {@code /}; bytes that don't decode are shown
 *     as {@code \xNN}
 * @param region the place in the file, or null for a finding about the whole file
 * @param root path of the root module it concerns ("." at the top), or null
 * @param message what is wrong, why it matters and what to do; not sanitised: formats do that when
 *     they print
 * @param fingerprint stable over edits elsewhere in the file: rule, path and normalised content,
 *     never line numbers
 * @param exception the exception of the trust directory that lifts this finding, or null
 */
public record Finding(
    String rule,
    Enforcement enforcement,
    String path,
    @Nullable Region region,
    @Nullable String root,
    String message,
    String fingerprint,
    @Nullable Lifted exception) {

  /** Hides secrets in the message; the fingerprint counts them. */
  public Finding {
    message = Redaction.of(message);
  }

  /** The exception that lifts a finding. */
  public record Lifted(String reason, LocalDate expires) {}

  /**
   * Returns a finding that nothing lifts.
   *
   * @param content the source text the finding is about; its fingerprint ignores differences in
   *     white space
   */
  public static Finding of(
      String rule,
      Enforcement enforcement,
      String path,
      @Nullable Region region,
      @Nullable String root,
      String message,
      String content) {
    return new Finding(
        rule, enforcement, path, region, root, message, fingerprint(rule, path, content), null);
  }

  /** Returns this finding as one about the root module of that path. */
  public Finding inRoot(String root) {
    return new Finding(rule, enforcement, path, region, root, message, fingerprint, exception);
  }

  /** Returns this finding lifted by {@code exception}. */
  public Finding liftedBy(Lifted lifted) {
    return new Finding(rule, enforcement, path, region, root, message, fingerprint, lifted);
  }

  /** Returns this finding with further sentences at the end of its message. */
  public Finding saying(String more) {
    return new Finding(
        rule,
        enforcement,
        path,
        region,
        root,
        message + (message.endsWith(".") ? " " : ". ") + more,
        fingerprint,
        exception);
  }

  /** Whether the finding fails the gate: mandatory and not lifted. */
  public boolean blocks() {
    return enforcement == Enforcement.MANDATORY && exception == null;
  }

  private static String fingerprint(String rule, String path, String content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update((rule + "\0" + path + "\0").getBytes(StandardCharsets.UTF_8));
      digest.update(singleSpaced(content).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String singleSpaced(String content) {
    StringBuilder result = new StringBuilder(content.length());
    boolean space = false;
    for (int i = 0; i < content.length(); i++) {
      char c = content.charAt(i);
      if (Character.isWhitespace(c)) {
        space = true;
      } else {
        if (space && !result.isEmpty()) {
          result.append(' ');
        }
        space = false;
        result.append(c);
      }
    }
    return result.toString();
  }
}
