package dev.tfgate.policy.test;

import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.Written;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode.Scalar;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Breaks the condition of each policy in every small way that comes to mind and tells which breaks
 * no test notices. Run by {@code bench/policy-mutations}.
 */
final class PolicyMutations {
  private static final Pattern TEXT =
      Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'");
  private static final Map<String, String> SWAPS =
      Map.ofEntries(
          Map.entry("==", "!="),
          Map.entry("!=", "=="),
          Map.entry("&&", "||"),
          Map.entry("||", "&&"),
          Map.entry(" > ", " < "),
          Map.entry("!has(", "has("),
          Map.entry(".exists(", ".all("),
          Map.entry(".all(", ".exists("),
          Map.entry("!(", "("),
          Map.entry("!root", "root"),
          Map.entry("!block", "block"),
          Map.entry("!resource", "resource"),
          Map.entry("!params", "params"),
          Map.entry("!x.", "x."),
          Map.entry("startsWith", "endsWith"),
          Map.entry("endsWith", "startsWith"),
          Map.entry(" true", " false"),
          Map.entry(" false", " true"));

  private PolicyMutations() {}

  /** A change of a condition. */
  record Mutant(Policy policy, String what, String condition) {}

  static List<Mutant> of(Policy policy) {
    String condition = policy.deny().text();
    Set<String> changed = new LinkedHashSet<>();
    List<Mutant> mutants = new ArrayList<>();
    add(policy, "always", "true", changed, mutants);
    add(policy, "never", "false", changed, mutants);
    add(policy, "negated", "!(" + condition + ")", changed, mutants);
    SWAPS.forEach(
        (from, to) -> {
          for (int at = condition.indexOf(from); at >= 0; at = condition.indexOf(from, at + 1)) {
            add(
                policy,
                "'%s' at %d becomes '%s'".formatted(from, at, to),
                condition.substring(0, at) + to + condition.substring(at + from.length()),
                changed,
                mutants);
          }
        });
    Matcher texts = TEXT.matcher(condition);
    while (texts.find()) {
      String text = texts.group();
      String other =
          condition.substring(0, texts.start())
              + text.charAt(0)
              + "mutant"
              + text.charAt(0)
              + condition.substring(texts.end());
      add(policy, "the text %s".formatted(text), other, changed, mutants);
    }
    return mutants;
  }

  private static void add(
      Policy policy, String what, String condition, Set<String> known, List<Mutant> mutants) {
    if (!condition.strip().equals(policy.deny().text().strip()) && known.add(condition)) {
      mutants.add(new Mutant(policy, what, condition));
    }
  }

  /** Whether a test of the policy fails with the mutant; empty where the mutant is no condition. */
  static Optional<Boolean> isNoticed(PolicySet policies, Mutant mutant) {
    Policy policy = mutant.policy();
    Scalar scalar = policy.deny().scalar();
    Policy broken =
        new Policy(
            policy.id(),
            policy.title(),
            policy.enforcement(),
            policy.targets(),
            policy.match(),
            new Written(
                policy.deny().file(),
                policy.deny().key(),
                new Scalar(
                    mutant.condition(),
                    scalar.style(),
                    scalar.indent(),
                    scalar.start(),
                    scalar.end())),
            policy.unknown(),
            policy.message(),
            policy.why(),
            policy.fix(),
            policy.parameters(),
            policy.tests(),
            policy.file(),
            policy.position());
    PolicySet changed = policies.replacing(broken);
    Problems problems = new Problems();
    if (changed.programs().compiled(broken, problems).isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new PolicyTester(changed).run(broken).stream().anyMatch(outcome -> !outcome.passed()));
  }

  /** Prints what no test of the policies in the given directories notices. */
  public static void main(String[] places) {
    Problems problems = new Problems();
    PolicySet policies =
        PolicySet.load(
            List.of(places).stream().map(Path::of).toList(), Path.of(""), List.of(), problems);
    problems.sorted().forEach(System.err::println);
    int tried = 0;
    int survived = 0;
    for (Policy policy : policies.policies()) {
      for (Mutant mutant : of(policy)) {
        Optional<Boolean> noticed = isNoticed(policies, mutant);
        if (noticed.isPresent()) {
          tried++;
          if (!noticed.get()) {
            survived++;
            System.out.println(policy.id() + ": no test notices: " + mutant.what());
          }
        }
      }
    }
    System.out.printf(
        "%d policies, %d mutants, %d of them unnoticed%n",
        policies.policies().size(), tried, survived);
  }
}
