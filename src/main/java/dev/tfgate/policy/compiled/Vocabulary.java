package dev.tfgate.policy.compiled;

import dev.tfgate.cel.Type;
import dev.tfgate.cel.Type.ListType;
import dev.tfgate.cel.Type.Simple;
import dev.tfgate.cel.Type.Struct;
import dev.tfgate.policy.file.Policy;
import dev.tfgate.policy.file.Target;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The variables that expressions may use, and where there are which. */
public final class Vocabulary {
  private static final Set<String> BLOCK = Set.of("resource", "data", "ephemeral", "action");

  private Vocabulary() {}

  /** Returns every variable with its type. */
  public static Map<String, Type> types() {
    Struct block =
        new Struct("block")
            .with("kind", Simple.TEXT)
            .with("type", Simple.TEXT)
            .with("name", Simple.TEXT)
            .with("address", Simple.TEXT)
            .with("path", Simple.TEXT)
            .with("module", Simple.TEXT)
            .with("arguments", Simple.ANY)
            .with("meta", Simple.ANY)
            .with("references", new ListType(Simple.TEXT));
    Struct module =
        new Struct("module")
            .with("path", Simple.TEXT)
            .with("resources", new ListType(block))
            .with("calls", new ListType(block))
            .with("providers", new ListType(block))
            .with("backend", Simple.ANY);
    Struct change =
        new Struct("change")
            .with("address", Simple.TEXT)
            .with("module", Simple.TEXT)
            .with("provider", Simple.TEXT)
            .with("actions", new ListType(Simple.TEXT))
            .with("action", Simple.TEXT)
            .with("importing", Simple.BOOLEAN)
            .with("deferred", Simple.BOOLEAN)
            .with("before", Simple.ANY);
    Struct file = new Struct("file").with("path", Simple.TEXT);
    Map<String, Type> types = new LinkedHashMap<>();
    types.put("resource", Simple.ANY);
    types.put("call", Simple.ANY);
    types.put("provider", Simple.ANY);
    types.put("block", block);
    types.put("change", change);
    types.put("module", module);
    types.put("root", module);
    types.put("config", Simple.ANY);
    types.put("file", file);
    types.put("params", Simple.ANY);
    return types;
  }

  /** Returns the variables that a policy has for one of its targets. */
  static Set<String> of(Policy policy, Target target) {
    Set<String> names = new LinkedHashSet<>();
    names.add("params");
    Set<String> kinds = policy.match().types().keySet();
    switch (target) {
      case CONFIG -> {
        names.addAll(Set.of("block", "module", "root"));
        if (kinds.stream().anyMatch(BLOCK::contains)) {
          names.add("resource");
        }
        if (kinds.contains("module")) {
          names.add("call");
        }
        if (kinds.contains("provider")) {
          names.add("provider");
        }
      }
      case PLAN -> names.addAll(Set.of("block", "change", "resource", "root"));
      case MODULE -> names.add("module");
      case ROOT -> names.add("root");
      case CI_CONFIG -> names.addAll(Set.of("config", "file"));
    }
    return names;
  }

  /**
   * Returns what is wrong with the use of a variable: it must be there for every target of the
   * policy.
   */
  static Optional<String> fault(Policy policy, String variable) {
    for (Target target : policy.targets()) {
      if (!of(policy, target).contains(variable)) {
        return Optional.of(
            "there is no \"%s\" where a policy looks at %s; there are %s"
                .formatted(
                    variable,
                    target.word(),
                    String.join(", ", of(policy, target).stream().sorted().toList())));
      }
    }
    return Optional.empty();
  }
}
