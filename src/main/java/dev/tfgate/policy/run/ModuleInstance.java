package dev.tfgate.policy.run;

import dev.tfgate.cel.Unknown;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Source;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.evaluation.Bindings;
import dev.tfgate.terraform.evaluation.ModuleValues;
import dev.tfgate.terraform.evaluation.RootValues;
import dev.tfgate.terraform.values.Cause;
import dev.tfgate.terraform.values.Possible;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
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

  private final Module module;
  private final String address;
  private final @Nullable ModuleInstance caller;
  private final @Nullable ModuleCall call;
  private final ModuleValues values;
  private final Map<Possible.Owner, ModuleInstance> owners;
  private final Map<String, List<ModuleInstance>> children = new LinkedHashMap<>();
  private @Nullable List<PlacedBlock> blocks;
  private @Nullable Boolean made;

  private ModuleInstance(
      ModuleValues values,
      Map<Possible.Owner, ModuleInstance> owners,
      Module module,
      String address,
      @Nullable ModuleInstance caller,
      @Nullable ModuleCall call) {
    this.values = values;
    this.owners = owners;
    this.module = module;
    this.address = address;
    this.caller = caller;
    this.call = call;
    owners.put(values, this);
  }

  /** A root module with every module that it calls from the checkout, transitively. */
  public record Tree(ModuleInstance root, List<ModuleInstance> all, boolean complete) {}

  /**
   * Returns the modules below a root.
   *
   * @param most how many calls are followed; beyond that the tree isn't complete
   */
  public static Tree tree(Module root, Configuration configuration, int most) {
    return tree(root, configuration, false, most);
  }

  /** As {@link #tree}, where nothing is known of the root's variables but what a plan says. */
  static Tree planned(Module root, Configuration configuration, int most) {
    return tree(root, configuration, true, most);
  }

  private static Tree tree(Module root, Configuration configuration, boolean planned, int most) {
    RootValues values =
        RootValues.byCall(configuration.checkout(), configuration, root.path(), planned)
            .orElseThrow();
    ModuleInstance top =
        new ModuleInstance(values.root(), new IdentityHashMap<>(), root, "", null, null);
    List<ModuleInstance> all = new ArrayList<>(List.of(top));
    boolean complete = true;
    for (int i = 0; i < all.size(); i++) {
      ModuleInstance caller = all.get(i);
      for (ModuleCall call : caller.module.calls()) {
        for (String path :
            configuration.callees(root.path(), caller.module.path(), call).modules()) {
          Optional<Module> called = configuration.module(path);
          if (called.isEmpty() || caller.isWithin(called.get())) {
            continue;
          }
          if (all.size() >= most || caller.depth() >= DEEPEST) {
            complete = false;
            continue;
          }
          String name = (call.fromTest() ? "run." : "module.") + call.name();
          String address = caller.inRoot(name);
          ModuleInstance child =
              new ModuleInstance(
                  values.called(address, caller.values, called.get(), call),
                  top.owners,
                  called.get(),
                  address,
                  caller,
                  call);
          caller.children.computeIfAbsent(call.name(), any -> new ArrayList<>()).add(child);
          all.add(child);
        }
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

  ModuleValues values() {
    return values;
  }

  /** Whether it may be there: no call above it has surely no instance. */
  boolean isMade() {
    if (made == null) {
      made =
          caller == null
              || call == null
              || (caller.isMade() && !caller.values.instances(call.declaration()).isNone());
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

  /** Returns what an expression can be, as policies see it. */
  @Nullable Object value(Expression expression, Source source, Bindings names) {
    return new PolicyValues(this::document, new Cause(source, expression.range()))
        .of(values.value(expression, source, names));
  }

  /** Returns what decides how many blocks a {@code dynamic} block makes. */
  String cause(Possible number, Block dynamic, Source source) {
    if (number instanceof Possible.Unknown unknown && unknown.cause() != null) {
      return unknown.cause().text();
    }
    return new Cause(
            source,
            dynamic
                .body()
                .attribute("for_each")
                .map(Attribute::value)
                .map(Expression::range)
                .orElse(dynamic.range()))
        .text();
  }

  private @Nullable Object document(Possible.ObjectAttribute attribute, String cause) {
    String json = PolicyDocument.attribute(attribute.type());
    ModuleInstance module = owners.get(attribute.owner());
    if (module != null && attribute.attribute().equals(json)) {
      for (PlacedBlock block : module.blocks()) {
        if (block.kind().equals("data")
            && block.type().equals(attribute.type())
            && block.name().equals(attribute.name())) {
          return PolicyDocument.of(attribute.type(), cause, block.arguments());
        }
      }
    }
    return Unknown.of(cause);
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
        String output = traversal.steps().size() > 1 ? outputName(traversal) : null;
        if (!children.containsKey(second)) {
          found.add(inRoot("module." + second));
        } else if (output != null && seen.add(inRoot("module." + second) + " output." + output)) {
          for (ModuleInstance child : children.get(second)) {
            for (Declaration declaration : child.module.declarations("output")) {
              if (declaration.block().label(0).equals(output)) {
                declaration
                    .argument("value")
                    .ifPresent(value -> child.collect(value.value(), found, seen));
              }
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
