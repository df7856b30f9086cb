package dev.tfgate.gate;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.checkout.Unreadable;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.hcl.Limits;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.Mode;
import dev.tfgate.report.Report;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.RuleCatalogue;
import dev.tfgate.report.SourceLines;
import dev.tfgate.report.Undecided;
import dev.tfgate.rules.Findings;
import dev.tfgate.rules.ModuleRule;
import dev.tfgate.rules.Rule;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.Scope;
import dev.tfgate.rules.Settings;
import dev.tfgate.rules.TreeRule;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.trust.TrustLocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One check from end to end: a checkout in, a report out. */
public final class Gate {
  private Gate() {}

  /**
   * What a check gives.
   *
   * @param report the findings
   * @param lines the source lines that they point at
   * @param rules what they name
   * @param top the top of the checkout, absolute
   */
  public record Outcome(Report report, SourceLines lines, RuleCatalogue rules, Path top) {}

  /**
   * Checks a checkout by every built-in rule.
   *
   * @throws ExitException in CI mode where there is no trust directory, or it lies in the checkout,
   *     or where the checkout can't be listed
   */
  public static Outcome check(CheckRequest request) {
    Checkout checkout;
    try {
      checkout = Checkout.open(request.path(), Limits.DEFAULT.fileBytes());
    } catch (UnreadableFileException e) {
      throw new ExitException(
          ExitCode.UNDECIDED,
          "'%s' can't be checked: %s".formatted(request.path(), e.getMessage()),
          e);
    }
    Path top = checkout.top().orElseThrow();
    List<String> notes = new ArrayList<>();
    List<Undecided> undecided = new ArrayList<>();
    notes.add("mode is %s: %s.".formatted(request.mode().mode().word(), request.mode().reason()));
    trust(request, top, notes, undecided);

    Configuration configuration = Configuration.read(checkout, Limits.DEFAULT);
    checkout.problems().forEach(problem -> undecided.add(undecided(problem)));
    configuration.unreadable().forEach(problem -> undecided.add(undecided(problem)));
    Scope scope = new Scope(checkout, configuration, Settings.DEFAULT, Limits.DEFAULT);
    List<Finding> findings = new ArrayList<>();
    for (Rule rule : Rules.all()) {
      Findings found = new Findings(rule.description());
      switch (rule) {
        case TreeRule tree -> tree.check(checkout, scope.settings(), found);
        case ModuleRule module -> {
          for (ConfigurationDirectory directory : configuration.directories().values()) {
            module.check(directory, scope, found);
          }
        }
      }
      findings.addAll(found.all());
    }
    String start = checkout.start();
    Report report =
        new Report(
            request.version(),
            request.mode().mode(),
            findings.stream().filter(finding -> concerns(start, finding.path())).toList(),
            undecided,
            configuration.roots().stream()
                .filter(root -> concerns(start, root.path()))
                .map(root -> new RootSummary(root.path(), List.of()))
                .toList(),
            checkout.treeDigest(),
            (int) checkout.files().stream().filter(file -> !file.isDirectory()).count(),
            notes);
    return new Outcome(report, new CheckoutLines(checkout), Gate::description, top);
  }

  /** Returns the description of a built-in rule, or empty where there is none of that name. */
  public static Optional<dev.tfgate.report.RuleDescription> description(String id) {
    for (Rule rule : Rules.all()) {
      if (rule.description().id().equals(id)) {
        return Optional.of(rule.description());
      }
    }
    return Optional.empty();
  }

  /**
   * A path concerns a start where it lies at or below it, or above it: a folder above decides over
   * what is below.
   */
  private static boolean concerns(String start, String path) {
    return start.equals(".")
        || path.equals(start)
        || path.startsWith(start + "/")
        || start.startsWith(path + "/");
  }

  private static void trust(
      CheckRequest request, Path top, List<String> notes, List<Undecided> undecided) {
    TrustLocation trust = request.trust();
    boolean ci = request.mode().mode() == Mode.CI;
    if (trust == null) {
      if (ci) {
        throw new ExitException(
            ExitCode.USAGE,
            "there is no trust directory, so nothing says what is pinned. Name one with --trust"
                + " DIR, or put it at /etc/tfgate");
      }
      notes.add(
          "no trust directory was found: default rules hold, and no provider version, CI"
              + " configuration or policy is governed.");
      return;
    }
    if (!Files.isDirectory(trust.path())) {
      throw new ExitException(
          ExitCode.USAGE,
          "the trust directory '%s' (%s) is no directory".formatted(trust.path(), trust.source()));
    }
    try {
      if (ci && trust.path().toRealPath().startsWith(top)) {
        throw new ExitException(
            ExitCode.USAGE,
            "the trust directory '%s' lies in the checkout, so that who is checked would decide."
                    .formatted(trust.path())
                + " Name one outside of it");
      }
    } catch (java.io.IOException e) {
      throw new ExitException(
          ExitCode.USAGE, "the trust directory '%s' can't be read".formatted(trust.path()), e);
    }
    String unread =
        "this version does not read gate.yaml yet, so of '%s' nothing was applied: default rules"
                .formatted(trust.path())
            + " hold, and no provider version, CI configuration or policy is governed.";
    if (ci || trust.source().equals("--trust")) {
      undecided.add(new Undecided(".", "not-governed", unread));
    } else {
      notes.add(unread);
    }
  }

  private static Undecided undecided(Unreadable problem) {
    return new Undecided(problem.path(), problem.reason(), problem.message());
  }
}
