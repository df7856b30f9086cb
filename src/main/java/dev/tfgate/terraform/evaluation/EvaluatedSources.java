package dev.tfgate.terraform.evaluation;

import dev.tfgate.terraform.Callees;
import dev.tfgate.terraform.ComputedSources;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.ModuleCall;
import dev.tfgate.terraform.values.Possible;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where computed sources lead, by what the values in them can be. A module that is found so may
 * pass values on to the next one, so this goes on until nothing is added.
 */
public final class EvaluatedSources implements ComputedSources {
  /** So many computed calls in a row are followed. */
  private static final int MOST_ROUNDS = 40;

  @Override
  public Map<Site, Callees> of(Configuration configuration, String root) {
    Map<Site, Callees> known = new HashMap<>();
    for (int i = 0; i < MOST_ROUNDS; i++) {
      Optional<RootValues> values = RootValues.with(configuration, root, known);
      if (values.isEmpty()) {
        return Map.of();
      }
      Map<Site, Callees> found = found(values.get(), configuration);
      if (found.equals(known)) {
        return Map.copyOf(known);
      }
      for (Map.Entry<Site, Callees> entry : found.entrySet()) {
        known.merge(entry.getKey(), entry.getValue(), EvaluatedSources::grown);
      }
    }
    known.replaceAll((site, callees) -> new Callees(callees.modules(), callees.named(), false));
    return Map.copyOf(known);
  }

  /** What was found once stays, so that this comes to an end; whether it is all, is told last. */
  private static Callees grown(Callees before, Callees now) {
    Callees all = before.and(now);
    return new Callees(all.modules(), all.named(), now.complete());
  }

  private static Map<Site, Callees> found(RootValues root, Configuration configuration) {
    Map<Site, Callees> found = new HashMap<>();
    for (ModuleValues caller : root.modules()) {
      for (ModuleCall call : caller.module().calls()) {
        if (call.isComputed()) {
          found.merge(
              new Site(caller.path(), call.name()),
              callees(caller, call, configuration),
              Callees::and);
        }
      }
    }
    return found;
  }

  private static Callees callees(
      ModuleValues caller, ModuleCall call, Configuration configuration) {
    @Nullable Callees all = null;
    for (Possible option : caller.sourceArgument(call, "source").options()) {
      Callees one =
          literal(option)
              .filter(ModuleCall::isLocal)
              .map(source -> configuration.localCallee(caller.path(), source))
              .orElse(Callees.NOT_KNOWN);
      all = all == null ? one : all.and(one);
    }
    return all == null ? Callees.NOT_KNOWN : all;
  }

  private static Optional<String> literal(Possible option) {
    return option instanceof Possible.Text text ? text.literal() : Optional.empty();
  }
}
