package dev.tfgate.policy.run;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.policy.compiled.Compiled;
import dev.tfgate.policy.compiled.PolicySet;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.Target;
import dev.tfgate.policy.file.YamlData;
import dev.tfgate.report.Enforcement;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.yaml.Problems;
import dev.tfgate.yaml.YamlNode;
import dev.tfgate.yaml.YamlParser;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Runs the policies over a checkout. Only policies that select something are compiled: where none
 * does, nothing of CEL is loaded.
 *
 * <p>One thread at a time may use it; each further thread takes a {@link #forAnotherThread}.
 */
public final class PolicyRun {
  private static final int MOST_MODULES = 5_000;

  /** Roots of as many characters wait for the compiler while others are read. */
  private static final int MOST_POSTPONED = 4_000_000;

  /** As many findings of one policy are kept. */
  private static final int MOST_FINDINGS = 10_000;

  private final List<Policy> policies;
  private final Verdicts verdicts;
  private final Map<String, List<Policy>> selected = new HashMap<>();

  // By identity: a list is made once for its type, and a policy's own hash covers all its text.
  private final Set<List<Policy>> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Policy> prepared = Collections.newSetFromMap(new IdentityHashMap<>());
  private final List<Runnable> postponed = new ArrayList<>();
  private final List<Policy> awaited = new ArrayList<>();
  private long postponedCharacters;

  /** A run of those of {@code policies} that aren't off. */
  public PolicyRun(PolicySet policies) {
    this(
        new Verdicts(policies, MOST_FINDINGS),
        policies.policies().stream()
            .filter(policy -> policies.enforcement(policy) != Enforcement.OFF)
            .toList());
  }

  /** Asks some policies. */
  public PolicyRun(Verdicts verdicts, List<Policy> policies) {
    this.policies = policies;
    this.verdicts = verdicts;
  }

  /** Returns a run of the same policies for another thread. */
  public PolicyRun forAnotherThread() {
    return new PolicyRun(verdicts.forAnotherThread(), policies);
  }

  /** Takes over what the policies said in another thread's run. */
  public void add(PolicyRun other) {
    other.finish();
    verdicts.add(other.verdicts);
  }

  /**
   * Asks the policies about every block and module of a root; while they are compiled, later: other
   * roots can be read meanwhile.
   */
  public void root(Module root, Configuration configuration) {
    if (policies.isEmpty()) {
      return;
    }
    ModuleInstance.Tree tree = ModuleInstance.tree(root, configuration, MOST_MODULES);
    boolean selects = policies.stream().anyMatch(PolicyRun::isWhole);
    int known = awaited.size();
    for (ModuleInstance module : tree.all()) {
      for (PlacedBlock block : module.blocks()) {
        List<Policy> asked = asked(block);
        selects |= !asked.isEmpty();
        if (seen.add(asked)) {
          asked.stream().filter(prepared::add).forEach(awaited::add);
        }
      }
    }
    if (!selects) {
      return;
    }
    verdicts.prepare(awaited.subList(known, awaited.size()));
    postponed.add(() -> root(tree, root));
    for (ModuleInstance module : tree.all()) {
      for (ParsedFile file : module.module().directory().files()) {
        postponedCharacters += file.hcl().source().length();
      }
    }
    if (verdicts.areReady(awaited) || postponedCharacters > MOST_POSTPONED) {
      finish();
    }
  }

  /** Asks what was postponed, with what the compiler has not come to. */
  public void finish() {
    verdicts.complete(awaited);
    awaited.clear();
    postponed.forEach(Runnable::run);
    postponed.clear();
    postponedCharacters = 0;
  }

  private void root(ModuleInstance.Tree tree, Module root) {
    if (!tree.complete()) {
      verdicts.undecided(
          root.path(),
          "too-many-modules",
          "the root calls more than %d modules, or nests them too deeply: the policies can't judge them all"
              .formatted(MOST_MODULES));
    }
    ModuleView view = ModuleView.of(tree);
    for (ModuleInstance module : tree.all()) {
      module(module, view, root.path());
    }
    whole(Target.ROOT, "root", view, tree.root(), root.path());
  }

  private static boolean isWhole(Policy policy) {
    return policy.targets().contains(Target.MODULE) || policy.targets().contains(Target.ROOT);
  }

  private List<Policy> asked(PlacedBlock block) {
    List<Policy> selected =
        block.hasOneType() ? selected(block.kind(), block.type()) : selectedCall(block);
    boolean everywhere = true;
    for (Policy policy : selected) {
      everywhere &= policy.match().paths().isEmpty();
    }
    return everywhere
        ? selected
        : selected.stream()
            .filter(policy -> policy.match().selectsPath(block.file().path()))
            .toList();
  }

  private List<Policy> selectedCall(PlacedBlock call) {
    return policies.stream()
        .filter(policy -> policy.targets().contains(Target.CONFIG))
        .filter(policy -> call.isSelected(type -> policy.match().selects(call.kind(), type)))
        .toList();
  }

  private List<Policy> selected(String kind, String type) {
    String key = kind + " " + type;
    List<Policy> known = selected.get(key);
    if (known == null) {
      known =
          policies.stream()
              .filter(policy -> policy.targets().contains(Target.CONFIG))
              .filter(policy -> policy.match().selects(kind, type))
              .toList();
      selected.put(key, known);
    }
    return known;
  }

  private void module(ModuleInstance module, ModuleView root, String rootPath) {
    ModuleView view = ModuleView.of(module);
    for (PlacedBlock block : module.blocks()) {
      List<Policy> asked = asked(block);
      if (!asked.isEmpty() && block.isMade()) {
        for (BlockArguments arguments : block.instances()) {
          Subject subject =
              new Subject(
                  Target.CONFIG,
                  block.address(),
                  block.file().path(),
                  rootPath,
                  block,
                  variables(block, arguments, view, root));
          for (Policy policy : asked) {
            ask(policy, subject);
          }
        }
      }
    }
    whole(Target.MODULE, "module", view, module, rootPath);
  }

  private void ask(Policy policy, Subject subject) {
    Optional<Compiled> compiled = verdicts.compiled(policy);
    if (compiled.isPresent()) {
      verdicts.ask(policy, compiled.get(), subject);
    }
  }

  /** Returns what the expressions of a policy over a block can name. */
  public static Map<String, @Nullable Object> variables(
      PlacedBlock block, BlockArguments arguments, ModuleView module, ModuleView root) {
    Map<String, @Nullable Object> values = new HashMap<>();
    String name =
        switch (block.kind()) {
          case "module" -> "call";
          case "provider" -> "provider";
          default -> "resource";
        };
    values.put(name, arguments);
    values.put("block", block);
    values.put("module", module);
    values.put("root", root);
    return values;
  }

  private void whole(
      Target target, String variable, ModuleView view, ModuleInstance module, String rootPath) {
    for (Policy policy : policies) {
      String path = module.module().path();
      if (!policy.targets().contains(target) || !policy.match().selectsPath(path)) {
        continue;
      }
      Map<String, @Nullable Object> values = new HashMap<>();
      values.put(variable, view);
      String file =
          module.module().directory().files().isEmpty()
              ? path
              : module.module().directory().files().getFirst().path();
      Subject subject = new Subject(target, "", file, rootPath, null, values);
      ask(policy, subject);
    }
  }

  /**
   * Whether a policy looks at a file as CI configuration: one whose paths match, or one without
   * paths at those that gate.yaml names and at the usual {@code cloudbuild.yaml}.
   *
   * @param named whether gate.yaml names the file as CI configuration
   */
  public boolean looksAtCiConfiguration(String path, boolean named) {
    boolean usual = named || path.equals("cloudbuild.yaml") || path.equals("cloudbuild.yml");
    return policies.stream()
        .filter(policy -> policy.targets().contains(Target.CI_CONFIG))
        .anyMatch(
            policy -> policy.match().paths().isEmpty() ? usual : policy.match().selectsPath(path));
  }

  /** Notes that a file which policies look at can't be read. */
  public void unreadable(String path, String reason) {
    verdicts.undecided(
        path, "unreadable", "policies look at this file and it can't be read: " + reason);
  }

  /**
   * Asks the policies about a file of the CI configuration.
   *
   * @param path relative to the checkout
   */
  public void ciConfiguration(String path, byte[] content) {
    List<Policy> asked =
        policies.stream()
            .filter(policy -> policy.targets().contains(Target.CI_CONFIG))
            .filter(policy -> policy.match().selectsPath(path))
            .toList();
    if (asked.isEmpty()) {
      return;
    }
    Problems problems = new Problems();
    List<YamlNode> documents = YamlParser.documents(path, content, problems, new Problems());
    if (documents.isEmpty() || !problems.isEmpty()) {
      unreadable(
          path, problems.isEmpty() ? "it is empty" : problems.sorted().getFirst().toString());
      return;
    }
    for (YamlNode document : documents) {
      if (document == documents.getFirst() && documents.size() > 1 && isHeader(document)) {
        continue;
      }
      Map<String, @Nullable Object> values = new HashMap<>();
      values.put("config", YamlData.ofForeign(document));
      values.put("file", FieldMap.of("path", path));
      Subject subject = new Subject(Target.CI_CONFIG, "", path, null, null, values);
      for (Policy policy : asked) {
        ask(policy, subject);
      }
    }
  }

  /** Inputs of a template, which stand in a document of their own above it. */
  private static boolean isHeader(YamlNode document) {
    return document instanceof YamlNode.Mapping mapping
        && mapping.entries().size() == 1
        && mapping.get("spec").isPresent();
  }

  /** Returns what the policies said so far. */
  public PolicyResult result() {
    finish();
    return verdicts.result();
  }
}
