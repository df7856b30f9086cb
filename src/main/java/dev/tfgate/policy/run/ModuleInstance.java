package dev.tfgate.policy.run;

import dev.tfgate.cel.Unknown;
import dev.tfgate.hcl.Expression;
import dev.tfgate.policy.RootVariables;
import dev.tfgate.policy.Values;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.Resource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module as one call of it sees it: its variables have the values that the call gives them. The
 * root module is called by nobody.
 */
public final class ModuleInstance {
  private static final int DEEPEST = 30;

  private final @Nullable RootVariables variables;
  private final Module module;
  private final String address;
  private final @Nullable ModuleInstance caller;
  private final @Nullable ModuleCall call;
  private final Values values = new Values(this);
  private final Map<String, ModuleInstance> children = new LinkedHashMap<>();
  private final Map<String, @Nullable Object> known = new HashMap<>();
  private final Set<String> pending = new HashSet<>();
  private @Nullable List<PlacedBlock> blocks;
  private @Nullable Boolean made;

  private ModuleInstance(
      @Nullable RootVariables variables,
      Module module,
      String address,
      @Nullable ModuleInstance caller,
      @Nullable ModuleCall call) {
    this.variables = variables;
    this.module = module;
    this.address = address;
    this.caller = caller;
    this.call = call;
  }

  /** A root module with every module that it calls from the checkout, transitively. */
  public record Tree(ModuleInstance root, List<ModuleInstance> all, boolean complete) {}

  /**
   * Returns the modules below a root.
   *
   * @param most how many calls are followed; beyond that the tree isn't complete
   */
  public static Tree tree(Module root, Configuration configuration, int most) {
    return tree(root, configuration, new RootVariables(root, configuration), most);
  }

  /** As {@link #tree}, where nothing is known of the root's variables but what a plan says. */
  static Tree planned(Module root, Configuration configuration, int most) {
    return tree(root, configuration, null, most);
  }

  private static Tree tree(
      Module root, Configuration configuration, @Nullable RootVariables variables, int most) {
    ModuleInstance top = new ModuleInstance(variables, root, "", null, null);
    List<ModuleInstance> all = new ArrayList<>(List.of(top));
    boolean complete = true;
    for (int i = 0; i < all.size(); i++) {
      ModuleInstance caller = all.get(i);
      for (ModuleCall call : caller.module.calls()) {
        Optional<Module> called =
            configuration.calledPath(caller.module.path(), call).flatMap(configuration::module);
        if (called.isEmpty() || caller.isWithin(called.get())) {
          continue;
        }
        if (all.size() >= most || caller.depth() >= DEEPEST) {
          complete = false;
          continue;
        }
        String name = (call.fromTest() ? "run." : "module.") + call.name();
        ModuleInstance child =
            new ModuleInstance(variables, called.get(), caller.inRoot(name), caller, call);
        caller.children.put(call.name(), child);
        all.add(child);
      }
    }
    return new Tree(top, all, complete);
  }

  private boolean isWithin(Module wanted) {
    for (ModuleInstance at = this; at != null; at = at.caller) {
      if (at.module.path().equals(wanted.path())) {
        return true;
      }
    }
    return false;
  }

  private int depth() {
    int depth = 0;
    for (ModuleInstance at = caller; at != null; at = at.caller) {
      depth++;
    }
    return depth;
  }

  Module module() {
    return module;
  }

  /** Returns {@code module.a.module.b}; empty for the root module. */
  public String address() {
    return address;
  }

  Values values() {
    return values;
  }

  /** Whether it may be there: no call above it has surely no instance. */
  boolean isMade() {
    if (made == null) {
      made =
          caller == null
              || call == null
              || (caller.isMade() && !caller.values.isNone(call.declaration()));
    }
    return made;
  }

  /** Returns the blocks that policies look at, in the order of the source. */
  public List<PlacedBlock> blocks() {
    if (blocks == null) {
      List<PlacedBlock> found = new ArrayList<>();
      for (Resource resource : module.resources()) {
        found.add(new PlacedBlock(this, resource.declaration()));
      }
      for (String kind : List.of("module", "provider")) {
        for (Declaration declaration : module.declarations(kind)) {
          found.add(new PlacedBlock(this, declaration));
        }
      }
      blocks = List.copyOf(found);
    }
    return blocks;
  }

  /** Returns the value of {@code local.name}. */
  public @Nullable Object localValue(String name) {
    Argument local = module.locals().get(name);
    return local == null
        ? Unknown.of("local." + name)
        : once("local." + name, () -> values.of(local.value(), Values.Scope.in(local.file())));
  }

  /** Returns the value of {@code var.name}: what the call gives, or {@link RootVariables}. */
  public @Nullable Object variableValue(String name) {
    return once("var." + name, () -> variable(name));
  }

  private @Nullable Object variable(String name) {
    Unknown unknown = Unknown.of("var." + name);
    if (caller == null || call == null) {
      return variables == null ? unknown : variables.value(name);
    }
    Optional<Argument> given = call.declaration().argument(name);
    if (given.isPresent()) {
      return caller.values.of(
          given.get().value(),
          new Values.Scope(
              given.get().file().hcl().source(), caller.values.scope(call.declaration()).values()));
    }
    for (Declaration variable : module.declarations("variable")) {
      Optional<Argument> initial = variable.argument("default");
      if (variable.block().label(0).equals(name) && initial.isPresent()) {
        return values.of(initial.get().value(), Values.Scope.in(initial.get().file()));
      }
    }
    return unknown;
  }

  /** Computes a value once; one that depends on itself is unknown. */
  private @Nullable Object once(
      String name, java.util.function.Supplier<@Nullable Object> compute) {
    if (known.containsKey(name)) {
      return known.get(name);
    }
    if (!pending.add(name)) {
      return Unknown.of(name);
    }
    Object value = compute.get();
    pending.remove(name);
    known.put(name, value);
    return value;
  }

  /**
   * Returns the addresses of the resources and data sources that an expression refers to, within
   * the root: through locals, arguments of calls and outputs.
   */
  Set<String> references(Expression expression) {
    Set<String> found = new LinkedHashSet<>();
    collect(expression, found, new HashSet<>());
    return found;
  }

  private void collect(Expression expression, Set<String> found, Set<String> seen) {
    expression.walk(
        inner -> {
          if (inner instanceof Expression.Traversal traversal) {
            follow(traversal, found, seen);
          }
        });
  }

  private void follow(Expression.Traversal traversal, Set<String> found, Set<String> seen) {
    String first = traversal.rootName();
    String second = name(traversal, 0);
    if (first == null || second == null) {
      return;
    }
    switch (first) {
      case "local" -> {
        if (seen.add(address + " local." + second)) {
          Argument local = module.locals().get(second);
          if (local != null) {
            collect(local.value(), found, seen);
          }
        }
      }
      case "var" -> {
        if (caller != null && call != null && seen.add(address + " var." + second)) {
          call.declaration()
              .argument(second)
              .ifPresent(given -> caller.collect(given.value(), found, seen));
        }
      }
      case "module" -> {
        ModuleInstance child = children.get(second);
        String output = traversal.steps().size() > 1 ? outputName(traversal) : null;
        if (child == null) {
          found.add(inRoot("module." + second));
        } else if (output != null && seen.add(child.address + " output." + output)) {
          for (Declaration declaration : child.module.declarations("output")) {
            if (declaration.block().label(0).equals(output)) {
              declaration
                  .argument("value")
                  .ifPresent(value -> child.collect(value.value(), found, seen));
            }
          }
        }
      }
      case "data", "ephemeral" -> {
        String third = name(traversal, 1);
        if (third != null) {
          found.add(inRoot(first + "." + second + "." + third));
        }
      }
      case "each", "count", "self", "path", "terraform" -> {}
      default -> found.add(inRoot(first + "." + second));
    }
  }

  private static @Nullable String outputName(Expression.Traversal traversal) {
    for (int i = 1; i < traversal.steps().size(); i++) {
      String name = name(traversal, i);
      if (name != null) {
        return name;
      }
    }
    return null;
  }

  private static @Nullable String name(Expression.Traversal traversal, int index) {
    return index < traversal.steps().size()
            && traversal.steps().get(index) instanceof Expression.Step.Attribute attribute
        ? attribute.name()
        : null;
  }

  private String inRoot(String local) {
    return address.isEmpty() ? local : address + "." + local;
  }
}
