package dev.tfgate.policy.run;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import dev.tfgate.terraform.evaluation.Bindings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A module, or a root with all modules below it, as policies see it. Computed as far as it is read.
 *
 * @param first the module, or the root module
 * @param all the modules whose blocks are seen
 * @param known what was computed
 */
public record ModuleView(
    ModuleInstance first, List<ModuleInstance> all, Map<String, @Nullable Object> known)
    implements Fields {
  private static final Set<String> FIELDS =
      Collections.unmodifiableSet(
          new LinkedHashSet<>(List.of("path", "resources", "calls", "providers", "backend")));

  /** Returns {@code module} as policies see it. */
  public static ModuleView of(ModuleInstance module) {
    return new ModuleView(module, List.of(module), new HashMap<>());
  }

  /** Returns all modules of a root as policies see them. */
  public static ModuleView of(ModuleInstance.Tree tree) {
    return new ModuleView(tree.root(), tree.all(), new HashMap<>());
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
    return switch (name) {
      case "path" -> first.module().path();
      case "resources" -> blocks(Set.of("resource", "data", "ephemeral"));
      case "calls" -> blocks(Set.of("module"));
      case "providers" -> blocks(Set.of("provider"));
      case "backend" -> backend();
      default -> null;
    };
  }

  private ItemList blocks(Set<String> kinds) {
    List<@Nullable Object> found = new ArrayList<>();
    for (ModuleInstance module : all) {
      for (PlacedBlock block : module.blocks()) {
        if (kinds.contains(block.kind()) && block.isMade()) {
          found.add(block);
        }
      }
    }
    return new ItemList(found, null);
  }

  private @Nullable Object backend() {
    for (Placed placed : first.module().states()) {
      return FieldMap.of(
          "type",
          placed.block().type().equals("cloud") ? "cloud" : placed.block().label(0),
          "arguments",
          BlockArguments.of(first, placed, Bindings.NONE));
    }
    return null;
  }

  @Override
  public Set<String> names() {
    return FIELDS;
  }
}
