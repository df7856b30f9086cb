package dev.tfgate.rules.view;

import dev.tfgate.hcl.HclFile;
import dev.tfgate.hcl.SourceRange;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Region;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.terraform.Root;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what one rule finds. */
public final class Findings {
  private final RuleDescription rule;
  private final List<Finding> found;

  /** A collector for the findings of {@code rule}, with the enforcement that it says. */
  public Findings(RuleDescription rule) {
    this(rule, new ArrayList<>());
  }

  private Findings(RuleDescription rule, List<Finding> found) {
    this.rule = rule;
    this.found = found;
  }

  /** The rule that finds them. */
  public String ruleId() {
    return rule.id();
  }

  /** The same collector, for findings that are shown and fail nothing. */
  public Findings advisory() {
    return new Findings(rule.with(Enforcement.ADVISORY), found);
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

  /** What was found so far, in the order in which it was added. */
  public List<Finding> all() {
    return List.copyOf(found);
  }

  private static Region region(SourceRange range) {
    return new Region(range.startLine(), range.startColumn(), range.endLine(), range.endColumn());
  }
}
