package dev.tfgate.policy.run;

import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Block;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.evaluation.Bindings;
import dev.tfgate.terraform.evaluation.ModuleValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The arguments and nested blocks of a block. Nested blocks are lists, whatever their number, as in
 * a plan; a {@code dynamic} block gives what its content gives.
 */
public final class BlockArguments implements Fields {
  /** Arguments and blocks that Terraform itself reads, whatever the type of the block. */
  private static final Set<String> META =
      Set.of(
          "count",
          "for_each",
          "provider",
          "providers",
          "depends_on",
          "lifecycle",
          "provisioner",
          "connection");

  private final ModuleInstance module;
  private final Map<String, Argument> arguments;
  private final List<Placed> blocks;
  private final Bindings bindings;
  private final Map<String, @Nullable Object> known = new HashMap<>();
  private @Nullable Set<String> names;

  private BlockArguments(
      ModuleInstance module,
      Map<String, Argument> arguments,
      List<Placed> blocks,
      Bindings bindings) {
    this.module = module;
    this.arguments = arguments;
    this.blocks = blocks;
    this.bindings = bindings;
  }

  /**
   * The arguments of a top-level block.
   *
   * @param own whether those of the block's type are meant; else those that Terraform itself reads
   * @param bindings what names stand for in this instance of the block
   */
  static BlockArguments of(
      ModuleInstance module, Declaration declaration, boolean own, Bindings bindings) {
    Map<String, Argument> arguments = new LinkedHashMap<>(declaration.arguments());
    arguments.keySet().removeIf(name -> META.contains(name) == own);
    List<Placed> blocks = new ArrayList<>(declaration.blocks());
    blocks.removeIf(placed -> META.contains(type(placed.block())) == own);
    return new BlockArguments(module, arguments, blocks, bindings);
  }

  /**
   * What an action is given, which stands in its {@code config}: as in a plan, without that block
   * around it.
   */
  static BlockArguments ofAction(
      ModuleInstance module, Declaration declaration, Bindings bindings) {
    Map<String, Argument> arguments = new LinkedHashMap<>();
    List<Placed> blocks = new ArrayList<>();
    for (Placed config : declaration.blocks("config")) {
      BlockArguments inner = of(module, config, bindings);
      inner.arguments.forEach(arguments::putIfAbsent);
      blocks.addAll(inner.blocks);
    }
    return new BlockArguments(module, arguments, blocks, bindings);
  }

  /** The arguments of a nested block. */
  static BlockArguments of(ModuleInstance module, Placed placed, Bindings bindings) {
    Map<String, Argument> arguments = new LinkedHashMap<>();
    for (Attribute attribute : placed.block().body().attributes()) {
      arguments.putIfAbsent(attribute.name(), new Argument(placed.file(), attribute));
    }
    List<Placed> blocks =
        placed.block().body().blocks().stream()
            .map(block -> new Placed(placed.file(), block))
            .toList();
    return new BlockArguments(module, arguments, blocks, bindings);
  }

  private static String type(Block block) {
    return block.type().equals("dynamic") ? block.label(0) : block.type();
  }

  @Override
  public boolean has(String name) {
    return get(name) != null;
  }

  @Override
  public @Nullable Object get(String name) {
    if (!known.containsKey(name)) {
      known.put(name, compute(name));
    }
    return known.get(name);
  }

  private @Nullable Object compute(String name) {
    Argument argument = arguments.get(name);
    if (argument != null) {
      return module.value(argument.value(), argument.file().hcl().source(), bindings);
    }
    List<@Nullable Object> found = new ArrayList<>();
    String open = null;
    for (Placed placed : blocks) {
      Block block = placed.block();
      if (block.type().equals(name)) {
        found.add(of(module, placed, bindings));
      } else if (block.type().equals("dynamic") && block.label(0).equals(name)) {
        ModuleValues.Instances generated =
            module.values().generated(block, placed.file().hcl().source(), bindings);
        if (generated.number() != null && open == null) {
          open = module.cause(generated.number(), block, placed.file().hcl().source());
        }
        for (Bindings each : generated.each()) {
          for (Block content : block.body().blocks("content")) {
            found.add(of(module, new Placed(placed.file(), content), each));
          }
        }
      } else if (block.type().equals("_")) {
        Object inner = of(module, placed, bindings).get(name);
        if (inner != null) {
          return inner;
        }
      }
    }
    return found.isEmpty() && open == null ? null : new ItemList(found, open);
  }

  @Override
  public Set<String> names() {
    if (names == null) {
      Set<String> all = new LinkedHashSet<>(arguments.keySet());
      blocks.forEach(placed -> all.add(type(placed.block())));
      all.removeIf(name -> !has(name));
      names = all;
    }
    return names;
  }
}
