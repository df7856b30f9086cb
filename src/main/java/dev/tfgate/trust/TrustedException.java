package dev.tfgate.trust;

import dev.tfgate.report.Finding;
import dev.tfgate.text.Glob;
import dev.tfgate.yaml.Position;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * An entry of {@code exceptions}: lifts findings until it expires.
 *
 * @param rule the rule's id
 * @param module the sources of the downloaded modules it is for, or null for the checkout itself
 * @param path the paths it covers, or null for every path (then there is a fingerprint)
 * @param reason why, for the report
 * @param by who answers for it, or null where nobody is named
 * @param expires the last day on which it lifts anything
 * @param fingerprint the one finding it lifts, or null
 * @param max how many findings it may lift, or null for any number
 * @param file the file that it stands in, as {@code gate.yaml} names it
 * @param position where it stands there
 */
public record TrustedException(
    String rule,
    @Nullable Glob module,
    @Nullable Glob path,
    String reason,
    @Nullable String by,
    LocalDate expires,
    @Nullable String fingerprint,
    @Nullable Integer max,
    String file,
    Position position) {
  /** From so many days before its last one on, an entry is spoken of. */
  public static final int NOTICE_DAYS = 14;

  /** Where the entry stands: {@code gate.yaml:12:5}. */
  public String place() {
    return file + ":" + position;
  }

  /** Whether the entry is about to expire: it still lifts findings, but not for long. */
  public boolean expiresSoon(LocalDate today) {
    return !expired(today) && !today.plusDays(NOTICE_DAYS).isBefore(expires);
  }

  /** Whether the entry no longer lifts anything. */
  public boolean expired(LocalDate today) {
    return today.isAfter(expires);
  }

  /**
   * Whether the entry is about this finding; expiry and {@code max} are the caller's.
   *
   * @param source of the downloaded module that it was found in, or null for the checkout: the
   *     author of a module chooses the paths in it
   */
  public boolean covers(Finding finding, @Nullable String source) {
    return finding.rule().equals(rule)
        && (module == null ? source == null : source != null && module.matches(source))
        && (path == null || path.matches(finding.path()))
        && (fingerprint == null || fingerprint.equals(finding.fingerprint()));
  }
}
