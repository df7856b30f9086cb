package dev.tfgate.gate;

import dev.tfgate.checkout.CheckoutFile;
import dev.tfgate.checkout.UnreadableFileException;
import dev.tfgate.ciconfig.Comparison;
import dev.tfgate.plugins.PinnedProvider;
import dev.tfgate.plugins.ProviderSelection;
import dev.tfgate.policy.PolicyResult;
import dev.tfgate.policy.PolicyRun;
import dev.tfgate.policy.PolicySet;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.ExitCode;
import dev.tfgate.report.ExitException;
import dev.tfgate.report.Finding;
import dev.tfgate.report.RootSummary;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.report.Undecided;
import dev.tfgate.rules.CiConfigRule;
import dev.tfgate.rules.Findings;
import dev.tfgate.rules.ModuleRule;
import dev.tfgate.rules.RootRule;
import dev.tfgate.rules.Rule;
import dev.tfgate.rules.Rules;
import dev.tfgate.rules.Scope;
import dev.tfgate.rules.TreeRule;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.trust.Glob;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The run of all rules and policies over a checkout: directory by directory, then root by root, so
 * that what was parsed is used by every rule before it is dropped.
 *
 * @param findings of every rule that is not off; what several roots reach is reported once, for the
 *     first of them
 * @param undecided what the policies could not decide
 * @param roots with the providers that each requests
 */
record Scan(List<Finding> findings, List<Undecided> undecided, List<RootSummary> roots) {

  /**
   * Runs the rules.
   *
   * @param comparisons of the CI configuration with its trusted copies, for the rules over them
   * @param selection what of the checkout is checked
   * @throws ExitException with {@link ExitCode#USAGE} where a policy is not valid
   */
  static Scan run(
      Scope scope, PolicySet policies, List<Comparison> comparisons, Selection selection) {
    Map<Rule, Findings> all = new LinkedHashMap<>();
    for (Rule rule : Rules.all()) {
      RuleDescription description = Gate.configured(rule, scope.trust().rules());
      if (description.enforcement() != Enforcement.OFF) {
        all.put(rule, new Findings(description));
      }
    }
    all.forEach(
        (rule, found) -> {
          if (rule instanceof TreeRule tree) {
            tree.check(scope.checkout(), scope.trust(), found);
          }
          if (rule instanceof CiConfigRule ci) {
            ci.check(comparisons, found);
          }
        });
    PolicyRun asked = new PolicyRun(policies);
    Optional<Predicate<String>> named = named(scope.trust().roots());
    Map<String, RootSummary> roots = new TreeMap<>();
    for (String path : scope.configuration().paths()) {
      if (!selection.hasDirectory(path)) {
        continue;
      }
      ConfigurationDirectory directory = scope.configuration().directory(path);
      all.forEach(
          (rule, found) -> {
            if (rule instanceof ModuleRule module) {
              module.check(directory, scope, found);
            }
          });
      if (selection.hasRoot(path) && scope.configuration().isRootByItself(path, named)) {
        // Now, while its files are parsed.
        checkRoot(path, scope, all, asked).ifPresent(root -> roots.put(path, root));
        scope.configuration().forget(path);
      }
    }
    for (RootOutline outline : scope.configuration().roots(named)) {
      if (!roots.containsKey(outline.path()) && selection.hasRoot(outline.path())) {
        checkRoot(outline.path(), scope, all, asked)
            .ifPresent(root -> roots.put(outline.path(), root));
      }
    }
    askAboutCi(scope, asked, selection);
    PolicyResult answers = asked.result();
    PolicyPlaces.refuse(answers.problems());
    List<Finding> findings = new ArrayList<>(onePlaceOnce(all));
    findings.removeIf(finding -> !isReported(finding, selection));
    answers.violations().forEach(violation -> findings.add(violation.finding()));
    return new Scan(findings, answers.undecided(), List.copyOf(roots.values()));
  }

  private static void askAboutCi(Scope scope, PolicyRun asked, Selection selection) {
    Set<String> named = new HashSet<>();
    scope.trust().ciConfig().files().forEach(file -> named.add(file.path()));
    for (CheckoutFile file : scope.checkout().files()) {
      if (!file.isDirectory()
          && selection.hasCiFile(file.path())
          && asked.looksAtCiConfiguration(file.path(), named.contains(file.path()))) {
        try {
          asked.ciConfiguration(file.path(), scope.checkout().read(file.path()));
        } catch (UnreadableFileException e) {
          asked.unreadable(file.path(), e.getMessage());
        }
      }
    }
  }

  private static boolean isReported(Finding finding, Selection selection) {
    return switch (Rules.find(finding.rule()).orElse(null)) {
      case TreeRule tree -> selection.hasEntry(finding.path());
      case CiConfigRule ci -> selection.hasCiFile(finding.path());
      case null, default -> true;
    };
  }

  private static Optional<RootSummary> checkRoot(
      String path, Scope scope, Map<Rule, Findings> all, PolicyRun asked) {
    Optional<Root> root = scope.configuration().root(path);
    root.ifPresent(
        found ->
            all.forEach(
                (rule, findings) -> {
                  if (rule instanceof RootRule rooted) {
                    rooted.check(found, scope, findings);
                  }
                }));
    root.ifPresent(found -> asked.root(found.module(), scope.configuration()));
    return root.map(found -> summary(found, scope));
  }

  static Optional<Predicate<String>> named(List<Glob> globs) {
    return globs.isEmpty()
        ? Optional.empty()
        : Optional.of(path -> globs.stream().anyMatch(glob -> glob.matches(path)));
  }

  private static RootSummary summary(Root root, Scope scope) {
    return new RootSummary(
        root.path(),
        ProviderSelection.of(root, scope.trust().manifest()).stream()
            .map(
                selection ->
                    new RootSummary.Provider(
                        selection.address().toString(),
                        selection.constraints(),
                        selection.pinned().map(PinnedProvider::version).orElse(null)))
            .toList());
  }

  private record Place(
      String rule, String path, @org.jspecify.annotations.Nullable Object region) {}

  private static List<Finding> onePlaceOnce(Map<Rule, Findings> all) {
    List<Finding> findings = new ArrayList<>();
    all.forEach(
        (rule, found) -> {
          Set<Place> seen = new HashSet<>();
          for (Finding finding : found.all()) {
            boolean first = seen.add(new Place(finding.rule(), finding.path(), finding.region()));
            if (first || !(rule instanceof RootRule)) {
              findings.add(finding);
            }
          }
        });
    return List.copyOf(findings);
  }
}
