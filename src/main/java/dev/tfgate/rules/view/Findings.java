package dev.tfgate.rules.view;

import dev.tfgate.hcl.HclFile;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Redaction;
import dev.tfgate.report.Region;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what one rule finds. */
public final class Findings {
  private final RuleDescription rule;
  private final List<Finding> found;
  private final List<Wanted> wanted;

  /** A collector for the findings of {@code rule}, with the enforcement that it says. */
  public Findings(RuleDescription rule) {
    this(rule, new ArrayList<>(), new ArrayList<>(0));
  }

  private Findings(RuleDescription rule, List<Finding> found, List<Wanted> wanted) {
    this.rule = rule;
    this.found = found;
    this.wanted = wanted;
  }

  /** The rule that finds them. */
  public String ruleId() {
    return rule.id();
  }

  /** The same collector, for findings that are shown and fail nothing. */
  public Findings advisory() {
    return new Findings(rule.with(Enforcement.ADVISORY), found, wanted);
  }

  /** Adds a finding about a whole file. */
  public void add(String path, String message) {
    found.add(Finding.of(rule.id(), rule.enforcement(), path, null, null, message, path));
  }

  /**
   * Adds a finding about a place in a file, or about the whole file where there is none.
   *
   * @param content what the finding is about, for its fingerprint
   */
  public void add(String path, @Nullable Region region, String message, String content) {
    found.add(Finding.of(rule.id(), rule.enforcement(), path, region, null, message, content));
  }

  /** Adds a finding about a place in a file. */
  public void add(String path, SourceRange range, String message, String content) {
    found.add(
        Finding.of(rule.id(), rule.enforcement(), path, region(range), null, message, content));
  }

  /** Adds a finding about a place in a parsed file; its source text is what it is about. */
  public void add(ParsedFile file, SourceRange range, String message) {
    HclFile hcl = file.hcl();
    add(file.path(), range, message, hcl.source().text(range));
  }

  /** Adds a finding about a root as a whole. */
  public void add(Root root, String message) {
    found.add(
        Finding.of(
            rule.id(), rule.enforcement(), root.path(), null, root.path(), message, root.path()));
  }

  /** Adds a finding about a place in a parsed file, for a root. */
  public void add(Root root, ParsedFile file, SourceRange range, String message) {
    add(root, file.path(), range, message, file.hcl().source().text(range));
  }

  /** Adds a finding about a place in any file, for a root. */
  public void add(Root root, String path, SourceRange range, String message, String content) {
    found.add(
        Finding.of(
            rule.id(), rule.enforcement(), path, region(range), root.path(), message, content));
  }

  /**
   * Says what would admit what was added last, where that fails a check. What has a secret in it is
   * left out: no entry should repeat it.
   */
  public void admittedBy(
      Wanted.List list, String name, Map<String, String> values, String root, boolean dangerous) {
    Finding last = found.getLast();
    boolean secret =
        !Redaction.of(name).equals(name)
            || values.entrySet().stream()
                .anyMatch(
                    value ->
                        !Redaction.isHarmless(
                            list == Wanted.List.PROVIDER_ARGUMENTS ? name : value.getKey(),
                            value.getValue()));
    if (secret || last.enforcement() != Enforcement.MANDATORY) {
      return;
    }
    Region region = last.region();
    wanted.add(
        new Wanted(
            list,
            name,
            values,
            root,
            dangerous,
            last.path() + (region == null ? "" : ":" + region.line())));
  }

  /** What would admit what was found. */
  public List<Wanted> wanted() {
    return List.copyOf(wanted);
  }

  /** What was found so far, in the order in which it was added. */
  public List<Finding> all() {
    return List.copyOf(found);
  }

  private static Region region(SourceRange range) {
    return new Region(range.startLine(), range.startColumn(), range.endLine(), range.endColumn());
  }
}
