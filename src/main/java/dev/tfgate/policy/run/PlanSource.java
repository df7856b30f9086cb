package dev.tfgate.policy.run;

import dev.tfgate.cel.Fields;
import dev.tfgate.cel.ItemList;
import dev.tfgate.cel.Items;
import dev.tfgate.cel.Unknown;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.ResourceAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The source that a plan was made of. A plan says of a value that is known after apply nothing
 * more; the source may say how it starts and ends, as in {@code "serviceAccount:${…}"}. It is read
 * when a policy can't be decided without.
 */
public final class PlanSource {
  /** No source: what the plan doesn't know isn't known. */
  public static final PlanSource NONE = new PlanSource(Optional::empty, "");

  private static final int MOST_MODULES = 5_000;

  private final Supplier<Optional<Configuration>> configuration;
  private final String root;
  private @Nullable Map<String, PlacedBlock> blocks;

  /**
   * The source in a checkout.
   *
   * @param configuration of the checkout; empty where it can't be read
   * @param root path of the directory in which the plan was surely made
   */
  public PlanSource(Supplier<Optional<Configuration>> configuration, String root) {
    this.configuration = configuration;
    this.root = root;
  }

  /** Returns planned values with what the source says of those that aren't known. */
  @Nullable Object refined(@Nullable Object planned, String address) {
    PlacedBlock block = blocks().get(ResourceAddress.withoutKeys(address));
    return block == null ? planned : refined(planned, block.arguments());
  }

  private Map<String, PlacedBlock> blocks() {
    Map<String, PlacedBlock> known = blocks;
    if (known == null) {
      Map<String, PlacedBlock> found = new HashMap<>();
      configuration
          .get()
          .flatMap(
              source ->
                  source
                      .module(root)
                      .map(module -> ModuleInstance.planned(module, source, MOST_MODULES)))
          .ifPresent(
              tree ->
                  tree.all()
                      .forEach(
                          module ->
                              module.blocks().forEach(each -> found.put(each.address(), each))));
      known = found;
      blocks = found;
    }
    return known;
  }

  private static @Nullable Object refined(@Nullable Object planned, @Nullable Object written) {
    return switch (planned) {
      case Unknown unknown when written instanceof Unknown known && known.choices().isEmpty() ->
          known;
      case Unknown unknown when written instanceof Items items && items.open() == null -> items;
      case Fields fields when written instanceof Fields others -> new Refined(fields, others);
      case Items items when written instanceof Items others && others.open() == null ->
          refined(items, others);
      case null, default -> planned;
    };
  }

  /**
   * A set has no order, and what isn't known stands anywhere in it: each of those is one of the
   * elements of the source that aren't known.
   */
  private static Object refined(Items planned, Items written) {
    if (planned.size() == 1
        && written.size() == 1
        && planned.get(0) instanceof Fields fields
        && written.get(0) instanceof Fields others) {
      return new ItemList(List.of(new Refined(fields, others)), planned.open());
    }
    List<@Nullable Object> open = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      if (written.get(i) instanceof Unknown unknown) {
        if (!unknown.choices().isEmpty()) {
          return planned;
        }
        open.add(unknown);
      }
    }
    List<@Nullable Object> all = new ArrayList<>();
    int missing = 0;
    for (int i = 0; i < planned.size(); i++) {
      if (planned.get(i) instanceof Unknown) {
        missing++;
      } else {
        all.add(planned.get(i));
      }
    }
    if (missing == 0 || missing > open.size()) {
      return planned;
    }
    all.addAll(open);
    return new ItemList(all, planned.open());
  }

  /** An object of the plan, and the same as it is written. */
  private record Refined(Fields planned, Fields written) implements Fields {
    @Override
    public boolean has(String name) {
      return planned.has(name);
    }

    @Override
    public @Nullable Object get(String name) {
      return refined(planned.get(name), written.get(name));
    }

    @Override
    public Set<String> names() {
      return new LinkedHashSet<>(planned.names());
    }
  }
}
