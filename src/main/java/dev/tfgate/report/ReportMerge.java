package dev.tfgate.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes one report of those of several jobs, or of one run over many roots, over one checkout. What
 * two of them say alike counts once; where they contradict each other, the stricter one counts.
 */
public final class ReportMerge {
  /** Names of reports that a note holds. */
  private static final int MOST_NAMES = 10;

  private final Map<Place, Finding> findings = new LinkedHashMap<>();
  private final Map<String, RootSummary> roots = new LinkedHashMap<>();
  private final Map<String, String> rootNames = new LinkedHashMap<>();
  private final Set<Undecided> undecided = new LinkedHashSet<>();
  private final Set<String> notes = new LinkedHashSet<>();
  private final Set<String> versions = new TreeSet<>();
  private final Set<Mode> modes = new TreeSet<>();
  private final List<Supplier<String>> digests = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private int contradictions;
  private int files;
  private @Nullable Integer changes;
  private boolean undigested;

  /** What makes two findings one: all but the root that it was seen from, and the judgement. */
  private record Place(
      String rule, String path, @Nullable Region region, String fingerprint, String message) {}

  /** Adds the report that is called {@code name}. */
  public void add(String name, Report report) {
    names.add(name);
    versions.add(report.version());
    modes.add(report.mode());
    files = Math.max(files, report.files());
    Integer planned = report.changes();
    if (planned != null) {
      changes = planned + (changes == null ? 0 : changes);
    }
    Supplier<String> digest = report.digest();
    if (digest == null) {
      undigested = true;
    } else {
      digests.add(digest);
    }
    for (Finding finding : report.findings()) {
      add(finding);
    }
    for (RootSummary root : report.roots()) {
      add(name, root);
    }
    undecided.addAll(report.undecided());
    notes.addAll(report.notes());
  }

  private void add(Finding finding) {
    Place place =
        new Place(
            finding.rule(),
            finding.path(),
            finding.region(),
            finding.fingerprint(),
            finding.message());
    Finding known = findings.get(place);
    if (known == null) {
      findings.put(place, finding);
      return;
    }
    if (strictness(known) != strictness(finding)) {
      contradictions++;
    }
    Finding stricter = strictness(finding) > strictness(known) ? finding : known;
    String root = first(known.root(), finding.root());
    findings.put(place, root == null ? stricter : stricter.inRoot(root));
  }

  private static int strictness(Finding finding) {
    return finding.blocks() ? 2 : finding.exception() == null ? 1 : 0;
  }

  private static @Nullable String first(@Nullable String a, @Nullable String b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return a.compareTo(b) <= 0 ? a : b;
  }

  private void add(String name, RootSummary root) {
    RootSummary known = roots.get(root.path());
    if (known == null || known.isBare()) {
      roots.put(root.path(), root);
      rootNames.put(root.path(), name);
    } else if (!root.isBare() && !root.equals(known)) {
      undecided.add(
          new Undecided(
              root.path(),
              "reports-differ",
              "%s and %s disagree about the providers of this root or their pinned versions. Let every job check the same commit with the same trust directory"
                  .formatted(rootNames.get(root.path()), name)));
    }
  }

  /** Adds what no report decides. */
  public void add(Undecided open) {
    undecided.add(open);
  }

  /** Adds a remark. */
  public void note(String note) {
    notes.add(note);
  }

  /**
   * Returns the one report of a run over one checkout.
   *
   * @param whole whose version, mode and tree it is about
   */
  public Report within(Report whole) {
    return new Report(
        whole.version(),
        whole.mode(),
        List.copyOf(findings.values()),
        List.copyOf(undecided),
        List.copyOf(roots.values()),
        whole.digest(),
        whole.files(),
        List.copyOf(notes),
        changes);
  }

  /** Notes a root that should have been reported, where none of the reports has it. */
  public void require(String root) {
    if (!roots.containsKey(root)) {
      undecided.add(
          new Undecided(
              root,
              "root-not-reported",
              "no report covers this root, so nobody knows whether it passes. Run its job, and give its report to 'tfgate report merge'"));
    }
  }

  /**
   * Returns the one report.
   *
   * @param version of the tfgate that merges
   */
  public Report report(String version) {
    List<String> all = new ArrayList<>();
    all.add(
        "merged from %s: %s%s."
            .formatted(
                Summary.count(names.size(), "report"),
                String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size()))),
                names.size() > MOST_NAMES ? ", …" : ""));
    if (contradictions > 0) {
      all.add(
          "%s judged differently by the reports; the stricter judgement counts. Let every job use the same trust directory."
              .formatted(contradictions == 1 ? "1 finding is" : contradictions + " findings are"));
    }
    if (modes.size() > 1) {
      all.add("some of the reports were made in local mode, which governs less than ci.");
    }
    if (versions.size() > 1) {
      all.add("the reports are of tfgate " + String.join(" and ", versions) + ".");
    }
    all.addAll(notes);
    Set<String> trees = new TreeSet<>();
    if (!undigested) {
      digests.forEach(digest -> trees.add(digest.get()));
    }
    String digest = trees.size() == 1 ? trees.iterator().next() : null;
    return new Report(
        version,
        modes.contains(Mode.LOCAL) ? Mode.LOCAL : Mode.CI,
        List.copyOf(findings.values()),
        List.copyOf(undecided),
        List.copyOf(roots.values()),
        digest == null ? null : () -> digest,
        files,
        all,
        changes);
  }
}
