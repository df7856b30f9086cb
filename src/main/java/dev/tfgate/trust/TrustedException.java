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
 * @param expires the last day on which it lifts anything
 * @param fingerprint the one finding it lifts, or null
 * @param max how many findings it may lift, or null for any number
 * @param position where it stands in {@code gate.yaml}
 */
public record TrustedException(
    String rule,
    @Nullable Glob module,
    @Nullable Glob path,
    String reason,
    LocalDate expires,
    @Nullable String fingerprint,
    @Nullable Integer max,
    Position position) {

  /** Whether the entry no longer lifts anything. */
  public boolean expired(LocalDate today) {
    return today.isAfter(expires);
  }

  /**
   * Whether the entry is about this finding; expiry and {@code max} are the caller's.
   *
   * @param source of the downloaded module that it was found in, or null for the checkout: whoever
   *     writes a module chooses the paths in it
   */
  public boolean covers(Finding finding, @Nullable String source) {
    return finding.rule().equals(rule)
        && (module == null ? source == null : source != null && module.matches(source))
        && (path == null || path.matches(finding.path()))
        && (fingerprint == null || fingerprint.equals(finding.fingerprint()));
  }
}
