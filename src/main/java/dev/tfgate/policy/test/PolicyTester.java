package dev.tfgate.policy.test;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.ItemList;
import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Limits;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.PolicyTest;
import dev.tfgate.policy.file.Target;
import dev.tfgate.policy.run.BlockArguments;
import dev.tfgate.policy.run.ModuleInstance;
import dev.tfgate.policy.run.PlacedBlock;
import dev.tfgate.policy.run.PlanRun;
import dev.tfgate.policy.run.PlannedBlock;
import dev.tfgate.policy.run.PolicyResult;
import dev.tfgate.policy.run.PolicyRun;
import dev.tfgate.policy.run.Verdicts;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.PlanFormatException;
import dev.tfgate.terraform.PlanReader;
import dev.tfgate.terraform.ResourceChange;
import dev.tfgate.terraform.SyntaxProblem;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the tests that stand in policy files. */
public final class PolicyTester {
  /** What is planned for blocks of a test: objects are made, actions invoked. */
  private static final List<String> PLANNED = List.of("create", "invoke");

  private static final int MOST_MODULES = 100;
  private static final int MOST_FINDINGS = 100;

  private final PolicySet policies;

  /** A tester of the policies of a set. */
  public PolicyTester(PolicySet policies) {
    this.policies = policies;
  }

  /**
   * What came of a test.
   *
   * @param policy the policy under test
   * @param test the test
   * @param got what the policy said, in words
   * @param passed whether that was expected
   * @param asked whether the policy's match selected anything
   * @param details what the condition saw, or what went wrong, one a line
   */
  public record Outcome(
      Policy policy,
      PolicyTest test,
      String got,
      boolean passed,
      boolean asked,
      List<String> details) {}

  /** Runs the tests of a policy. */
  public List<Outcome> run(Policy policy) {
    return policy.tests().stream().map(test -> run(policy, test)).toList();
  }

  /** Runs one test. */
  public Outcome run(Policy policy, PolicyTest test) {
    return new PolicyTester(policies.with(policy, test.parameters())).outcome(policy, test);
  }

  private Outcome outcome(Policy policy, PolicyTest test) {
    List<Outcome> outcomes = new ArrayList<>();
    switch (test.fixture()) {
      case PolicyTest.Hcl hcl -> outcomes.addAll(configuration(policy, test, hcl));
      case PolicyTest.Plan plan -> outcomes.add(plan(policy, test, plan));
      case PolicyTest.PlanFile plan -> outcomes.add(plan(policy, test, plan));
      case PolicyTest.CiConfig ci -> {
        List<Verdicts.Asked> asked = new ArrayList<>();
        Verdicts verdicts = new Verdicts(policies, MOST_FINDINGS, asked::add);
        PolicyRun run = new PolicyRun(verdicts, List.of(policy));
        run.ciConfiguration(ci.path(), ci.content().getBytes(StandardCharsets.UTF_8));
        outcomes.add(outcome(policy, test, run.result(), asked, "ci_config"));
      }
    }
    for (Outcome outcome : outcomes) {
      if (!outcome.passed()) {
        return outcome;
      }
    }
    return outcomes.isEmpty()
        ? failed(
            policy,
            test,
            "the policy looks at %s, and the test has nothing of that"
                .formatted(String.join(", ", policy.targets().stream().map(Target::word).toList())))
        : outcomes.getFirst();
  }

  private static Outcome failed(Policy policy, PolicyTest test, String why) {
    return new Outcome(policy, test, "an error", false, false, List.of(why));
  }

  private List<Outcome> configuration(Policy policy, PolicyTest test, PolicyTest.Hcl hcl) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    hcl.files().forEach((path, text) -> files.put(path, text.getBytes(StandardCharsets.UTF_8)));
    Configuration configuration =
        Configuration.of(Checkout.of(files), Limits.DEFAULT, new EvaluatedSources());
    for (String path : configuration.paths()) {
      for (SyntaxProblem problem : configuration.directory(path).problems()) {
        return List.of(
            failed(
                policy,
                test,
                "the test's own %s doesn't parse, line %d: %s"
                    .formatted(problem.path(), problem.range().startLine(), problem.message())));
      }
    }
    List<Module> roots =
        configuration.roots().stream()
            .flatMap(root -> configuration.module(root.path()).stream())
            .toList();
    List<Outcome> outcomes = new ArrayList<>();
    Set<Target> source = new LinkedHashSet<>(policy.targets());
    source.retainAll(Set.of(Target.CONFIG, Target.MODULE, Target.ROOT));
    if (!source.isEmpty()) {
      List<Verdicts.Asked> asked = new ArrayList<>();
      Verdicts verdicts = new Verdicts(policies, MOST_FINDINGS, asked::add);
      PolicyRun run = new PolicyRun(verdicts, List.of(policy));
      roots.forEach(root -> run.root(root, configuration));
      outcomes.add(outcome(policy, test, run.result(), asked, "config"));
    }
    if (policy.targets().contains(Target.PLAN)
        && PLANNED.stream().anyMatch(policy.match()::selectsAction)) {
      List<Verdicts.Asked> asked = new ArrayList<>();
      Verdicts verdicts = new Verdicts(policies, MOST_FINDINGS, asked::add);
      PlanRun run = new PlanRun(verdicts, List.of(policy));
      planned(roots, configuration, run);
      run.finish();
      outcomes.add(outcome(policy, test, verdicts.result(), asked, "plan"));
    }
    return outcomes;
  }

  /** Asks about the blocks as if each was planned to be created with what is known of it. */
  private static void planned(List<Module> roots, Configuration configuration, PlanRun run) {
    for (Module root : roots) {
      ModuleInstance.Tree tree = ModuleInstance.tree(root, configuration, MOST_MODULES);
      for (ModuleInstance module : tree.all()) {
        for (PlacedBlock block : module.blocks()) {
          boolean planned = !block.kind().equals("module") && !block.kind().equals("provider");
          String action = block.kind().equals("action") ? "invoke" : "create";
          if (!planned || !block.isMade()) {
            continue;
          }
          Map<String, Set<String>> references = new HashMap<>();
          if (block.get("references")
              instanceof ItemList(List<@Nullable Object> all, String open, int certain)) {
            Set<String> addresses = new LinkedHashSet<>();
            all.forEach(address -> addresses.add(String.valueOf(address)));
            references.put(block.address(), addresses);
          }
          for (BlockArguments arguments : block.instances()) {
            PlannedBlock change =
                new PlannedBlock(
                    block.kind(),
                    block.type(),
                    block.name(),
                    block.address(),
                    module.address(),
                    arguments,
                    references);
            run.change(
                change,
                FieldMap.of(
                    "address",
                    block.address(),
                    "module",
                    module.address(),
                    "provider",
                    "",
                    "actions",
                    ItemList.of(List.of(action)),
                    "action",
                    action,
                    "importing",
                    false,
                    "deferred",
                    false),
                action);
          }
        }
      }
    }
  }

  private Outcome plan(Policy policy, PolicyTest test, PolicyTest.Plan plan) {
    List<Verdicts.Asked> asked = new ArrayList<>();
    Verdicts verdicts = new Verdicts(policies, MOST_FINDINGS, asked::add);
    PlanRun run = new PlanRun(verdicts, List.of(policy));
    int number = 0;
    for (Map<String, @Nullable Object> change : plan.changes()) {
      run.resourceChange(change(change, number++));
    }
    run.finish();
    return outcome(policy, test, verdicts.result(), asked, "plan");
  }

  private Outcome plan(Policy policy, PolicyTest test, PolicyTest.PlanFile plan) {
    List<Verdicts.Asked> asked = new ArrayList<>();
    Verdicts verdicts = new Verdicts(policies, MOST_FINDINGS, asked::add);
    PlanRun run = new PlanRun(verdicts, List.of(policy));
    try (InputStream in = new BufferedInputStream(Files.newInputStream(plan.path()))) {
      PlanReader.read(in, run);
    } catch (IOException | PlanFormatException e) {
      return failed(policy, test, "%s: %s".formatted(plan.path(), e.getMessage()));
    }
    run.finish();
    return outcome(policy, test, verdicts.result(), asked, "plan");
  }

  private static ResourceChange change(Map<String, @Nullable Object> change, int number) {
    String type = String.valueOf(change.get("type"));
    String mode = text(change, "mode", "managed");
    String name = text(change, "name", number == 0 ? "x" : "x" + number);
    List<String> actions = new ArrayList<>();
    if (change.get("actions") instanceof List<?> list) {
      list.forEach(action -> actions.add(String.valueOf(action)));
    }
    if (actions.isEmpty()) {
      actions.add(mode.equals("action") ? "invoke" : "create");
    }
    return new ResourceChange(
        text(change, "address", (mode.equals("managed") ? "" : mode + ".") + type + "." + name),
        text(change, "module_address", ""),
        mode,
        type,
        name,
        text(change, "provider_name", ""),
        actions,
        Boolean.TRUE.equals(change.get("importing")),
        change.get("before"),
        change.get("after"),
        change.get("after_unknown"),
        change.get("before_sensitive"),
        change.get("after_sensitive"),
        false);
  }

  private static String text(Map<String, @Nullable Object> change, String key, String otherwise) {
    return change.get(key) instanceof String text ? text : otherwise;
  }

  private static Outcome outcome(
      Policy policy,
      PolicyTest test,
      PolicyResult result,
      List<Verdicts.Asked> asked,
      String target) {
    List<String> details = new ArrayList<>();
    if (!result.problems().isEmpty()) {
      result.problems().sorted().forEach(problem -> details.add(problem.toString()));
      return new Outcome(policy, test, "an error", false, true, details);
    }
    Verdicts.Answer got = Verdicts.Answer.PASS;
    boolean failed = false;
    for (Verdicts.Asked one : asked) {
      got = one.answer().compareTo(got) > 0 ? one.answer() : got;
      failed |= one.failure() != null;
    }
    String expected = test.expected().words();
    String words = got == Verdicts.Answer.FAILED ? "an error" : got.words();
    boolean passed = !failed && words.equals(expected);
    if (failed && got != Verdicts.Answer.FAILED) {
      words += " and an error";
    }
    if (!passed) {
      for (Verdicts.Asked one : asked) {
        details.add(one.subject().name() + ": " + one.answer().words());
        if (one.failure() != null) {
          details.add("  " + one.failure());
        }
        Verdicts.seen(one.compiled(), one.subject().values())
            .forEach(line -> details.add("  " + line));
      }
      if (asked.isEmpty()) {
        details.add("the policy's match selects nothing of the test");
      }
    }
    return new Outcome(
        policy, test, words + " (" + target + ")", passed, !asked.isEmpty(), details);
  }
}
