package dev.tfgate.policy.run;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.file.PlanData;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.Target;
import dev.tfgate.policy.file.Written;
import dev.tfgate.report.Enforcement;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.ResourceAddress;
import dev.tfgate.terraform.ResourceChange;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the policies over a plan as it is read. Changes aren't kept, but for those that a policy
 * needs to see together: where one mentions {@code root}.
 */
public final class PlanRun implements PlanListener {
  /** As many resources are seen together. */
  private static final int MOST_TOGETHER = 100_000;

  /** As many findings of one policy are kept. */
  private static final int MOST_FINDINGS = 2_000;

  private final PlanSource source;
  private final List<Policy> policies;
  private final Verdicts verdicts;
  private final boolean together;
  private final Map<String, List<Policy>> selected = new HashMap<>();
  private final List<Runnable> later = new ArrayList<>();
  private final List<@Nullable Object> resources = new ArrayList<>();
  private final Map<String, Set<String>> references = new HashMap<>();
  private boolean tooMany;

  /**
   * A run of those of {@code policies} that look at plans and aren't off.
   *
   * @param source what the plan was made of
   */
  public PlanRun(PolicySet policies, PlanSource source) {
    this(
        source,
        new Verdicts(policies, MOST_FINDINGS),
        policies.policies().stream()
            .filter(policy -> policies.enforcement(policy) != Enforcement.OFF)
            .toList());
  }

  /** Asks some policies. */
  public PlanRun(Verdicts verdicts, List<Policy> policies) {
    this(PlanSource.NONE, verdicts, policies);
  }

  private PlanRun(PlanSource source, Verdicts verdicts, List<Policy> policies) {
    this.source = source;
    this.policies =
        policies.stream().filter(policy -> policy.targets().contains(Target.PLAN)).toList();
    this.verdicts = verdicts;
    this.together = this.policies.stream().anyMatch(PlanRun::mentionsRoot);
  }

  /** Told by the text, so that nothing is compiled before it is needed. */
  private static boolean mentionsRoot(Policy policy) {
    Written message = policy.message();
    return policy.deny().text().contains("root")
        || (message != null && message.text().contains("root"));
  }

  /** A change as expressions see it: {@code block} and {@code change}. */
  public record Seen(PlannedBlock block, Fields change) {
    /** Returns a change as policies see it. */
    public static Seen of(ResourceChange change, Map<String, Set<String>> references) {
      String action = change.action();
      boolean gone = action.equals("delete") || action.equals("forget");
      Object before = PlanData.of(change.before(), null, change.beforeSensitive(), "");
      Object after =
          PlanData.of(change.after(), change.afterUnknown(), change.afterSensitive(), "");
      PlannedBlock block =
          new PlannedBlock(
              change.mode().equals("managed") ? "resource" : change.mode(),
              change.type(),
              change.name(),
              change.address(),
              change.moduleAddress(),
              gone ? before : after,
              references);
      Fields facts =
          FieldMap.of(
              "address",
              change.address(),
              "module",
              change.moduleAddress(),
              "provider",
              change.providerName(),
              "actions",
              ItemList.of(change.actions()),
              "action",
              action,
              "importing",
              change.importing(),
              "deferred",
              change.deferred(),
              "before",
              before);
      return new Seen(block, facts);
    }
  }

  @Override
  public void resourceChange(ResourceChange change) {
    String kind = change.mode().equals("managed") ? "resource" : change.mode();
    String action = change.action();
    List<Policy> asked = selected(kind, change.type());
    if (asked.isEmpty() && !together) {
      return;
    }
    Seen seen = Seen.of(change, references);
    change(seen.block(), seen.change(), action, asked);
  }

  private List<Policy> selected(String kind, String type) {
    return selected.computeIfAbsent(
        kind + " " + type,
        key -> policies.stream().filter(policy -> policy.match().selects(kind, type)).toList());
  }

  /** Asks the policies about a change. */
  public void change(PlannedBlock block, Fields change, String action) {
    change(block, change, action, selected(block.kind(), block.type()));
  }

  private void change(PlannedBlock block, Fields change, String action, List<Policy> asked) {
    boolean leavesObject = !List.of("delete", "forget", "invoke").contains(action);
    if (together && leavesObject) {
      if (resources.size() < MOST_TOGETHER) {
        resources.add(block);
      } else {
        tooMany = true;
      }
    }
    Map<String, @Nullable Object> values = new HashMap<>();
    values.put("resource", block.get("arguments"));
    values.put("block", block);
    values.put("change", change);
    values.put("root", FieldMap.of("path", "", "resources", new ItemList(resources, null)));
    Subject subject = new Subject(Target.PLAN, block.address(), "", null, null, values, source);
    for (Policy policy : asked) {
      if (!policy.match().selectsAction(action)) {
        continue;
      }
      verdicts
          .compiled(policy)
          .ifPresent(
              compiled -> {
                if (mentionsRoot(policy)) {
                  later.add(() -> verdicts.ask(policy, compiled, subject));
                } else {
                  verdicts.ask(policy, compiled, subject);
                }
              });
    }
  }

  @Override
  public void configuredResource(ConfiguredResource resource) {
    if (together) {
      Set<String> found = new LinkedHashSet<>();
      StringBuilder module = new StringBuilder();
      resource.modulePath().forEach(name -> module.append("module.").append(name).append('.'));
      collect(resource.expressions(), module.toString(), found);
      references.put(resource.address(), found);
    }
  }

  /** Terraform lists a reference and each of its prefixes; the resource is what has two names. */
  private static void collect(@Nullable Object expression, String module, Set<String> found) {
    switch (expression) {
      case Map<?, ?> map ->
          map.forEach(
              (key, value) -> {
                if ("references".equals(key) && value instanceof List<?> list) {
                  for (Object reference : list) {
                    resource(String.valueOf(reference)).ifPresent(r -> found.add(module + r));
                  }
                } else {
                  collect(value, module, found);
                }
              });
      case List<?> list -> list.forEach(element -> collect(element, module, found));
      case null, default -> {}
    }
  }

  private static Optional<String> resource(String reference) {
    String bare = ResourceAddress.withoutKeys(reference);
    String[] parts = bare.split("\\.", -1);
    return switch (parts[0]) {
      case "var", "local", "each", "count", "path", "terraform", "self", "module" ->
          Optional.empty();
      case "data", "ephemeral" ->
          parts.length < 3
              ? Optional.empty()
              : Optional.of(parts[0] + "." + parts[1] + "." + parts[2]);
      default -> parts.length < 2 ? Optional.empty() : Optional.of(parts[0] + "." + parts[1]);
    };
  }

  void references(String address, Set<String> addresses) {
    references.put(address, addresses);
  }

  /** Returns what the policies said, once the whole plan was read. */
  public PolicyResult finish() {
    if (tooMany && !later.isEmpty()) {
      verdicts.undecided(
          ".",
          "too-many-resources",
          "a policy looks at the resources of the plan together, and there are more than %d"
              .formatted(MOST_TOGETHER));
    }
    later.forEach(Runnable::run);
    later.clear();
    return verdicts.result();
  }
}
