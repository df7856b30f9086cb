package dev.tfgate.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a gate over one checkout, ready to be printed in any {@link Format}.
 *
 * @param version of tfgate
 * @param mode where the gate ran
 * @param findings sorted by path, line and rule, whatever the order given
 * @param undecided what could not be decided, sorted by path and reason; any entry makes the
 *     verdict {@link Verdict#UNDECIDED}
 * @param roots the root modules that were checked, sorted by path
 * @param digest gives {@code sha256:…} over paths, modes and links, the contents of what the roots
 *     reach, and size and time of the rest; null where no tree was read
 * @param files how many files were read
 * @param notes what the reader should know about this run, one sentence each: why this mode, what
 *     is not governed
 * @param changes how many resources a plan changes; null for a report that is about no plan
 */
public record Report(
    String version,
    Mode mode,
    List<Finding> findings,
    List<Undecided> undecided,
    List<RootSummary> roots,
    @Nullable Supplier<String> digest,
    int files,
    List<String> notes,
    @Nullable Integer changes) {

  /** A report that is about no plan. */
  public Report(
      String version,
      Mode mode,
      List<Finding> findings,
      List<Undecided> undecided,
      List<RootSummary> roots,
      @Nullable Supplier<String> digest,
      int files,
      List<String> notes) {
    this(version, mode, findings, undecided, roots, digest, files, notes, null);
  }

  public Report {
    for (Finding finding : findings) {
      if (finding.enforcement() == Enforcement.OFF) {
        throw new IllegalArgumentException("a rule that is off reported: " + finding.rule());
      }
    }
    findings = findings.stream().sorted(Report::compare).toList();
    undecided = undecided.stream().sorted(Report::compare).toList();
    roots = roots.stream().sorted((a, b) -> compareCodePoints(a.path(), b.path())).toList();
    notes = List.copyOf(notes);
  }

  /** Returns the digest of the tree, or null where none was read. */
  public @Nullable String treeDigest() {
    return digest == null ? null : digest.get();
  }

  /** Returns the same report with something more that could not be decided. */
  public Report with(Undecided more) {
    List<Undecided> all = new ArrayList<>(undecided);
    all.add(more);
    return new Report(version, mode, findings, all, roots, digest, files, notes, changes);
  }

  /** Returns the verdict: undecided wins over fail, and fail over pass. */
  public Verdict verdict() {
    if (!undecided.isEmpty()) {
      return Verdict.UNDECIDED;
    }
    return findings.stream().anyMatch(Finding::blocks) ? Verdict.FAIL : Verdict.PASS;
  }

  /** Returns the numbers of findings by what they do. */
  public Counts counts() {
    int mandatory = 0;
    int advisory = 0;
    int excepted = 0;
    for (Finding finding : findings) {
      if (finding.exception() != null) {
        excepted++;
      } else if (finding.enforcement() == Enforcement.MANDATORY) {
        mandatory++;
      } else {
        advisory++;
      }
    }
    return new Counts(mandatory, advisory, excepted);
  }

  /**
   * How many findings there are. Each finding counts once.
   *
   * @param mandatory those that fail the gate
   * @param advisory those that are only shown
   * @param excepted those that an exception lifts
   */
  public record Counts(int mandatory, int advisory, int excepted) {}

  // Chains of java.util.Comparator would be made anew in each start, which costs 20 ms.
  private static int compare(Finding a, Finding b) {
    int order = compareCodePoints(a.path(), b.path());
    order = order != 0 ? order : Integer.compare(line(a), line(b));
    order = order != 0 ? order : a.rule().compareTo(b.rule());
    order = order != 0 ? order : Integer.compare(column(a), column(b));
    order = order != 0 ? order : root(a).compareTo(root(b));
    order = order != 0 ? order : a.message().compareTo(b.message());
    return order != 0 ? order : a.fingerprint().compareTo(b.fingerprint());
  }

  private static int compare(Undecided a, Undecided b) {
    int order = compareCodePoints(a.path(), b.path());
    order = order != 0 ? order : a.reason().compareTo(b.reason());
    return order != 0 ? order : a.message().compareTo(b.message());
  }

  private static String root(Finding finding) {
    return finding.root() == null ? "" : finding.root();
  }

  private static int line(Finding finding) {
    return finding.region() == null ? 0 : finding.region().line();
  }

  private static int column(Finding finding) {
    return finding.region() == null ? 0 : finding.region().column();
  }

  /** Orders by code point, as UTF-8 bytes do; {@link String#compareTo} orders by UTF-16 unit. */
  private static int compareCodePoints(String left, String right) {
    int length = Math.min(left.length(), right.length());
    for (int i = 0; i < length; i++) {
      char a = left.charAt(i);
      char b = right.charAt(i);
      if (a != b) {
        boolean surrogates = Character.isSurrogate(a) && Character.isSurrogate(b);
        return surrogates || !(Character.isSurrogate(a) || Character.isSurrogate(b))
            ? Character.compare(a, b)
            : Character.isSurrogate(a) ? 1 : -1;
      }
    }
    return Integer.compare(left.length(), right.length());
  }
}
