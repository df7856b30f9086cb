package dev.tfgate.laws;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Limits;
import dev.tfgate.hcl.TemplatePart;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.evaluation.EvaluatedSources;
import dev.tfgate.terraform.evaluation.ModuleValues;
import dev.tfgate.terraform.evaluation.RootValues;
import dev.tfgate.terraform.values.Possible;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The law: what Terraform makes of an expression is one of the values that the analysis says are
 * possible. An error of Terraform may be anything.
 */
final class ExpressionLaw {
  private static final int LONGEST_MILLIS = 2_000;

  /**
   * A value that the analysis does not reckon with.
   *
   * @param real Terraform's value
   * @param ours what the analysis says instead
   */
  record Violation(
      String program, World world, World.Place place, String expression, String real, String ours) {
    @Override
    public String toString() {
      return "%s, seed %d, %s: %s%n    Terraform: %s%n    analysis:  %s"
          .formatted(program, world.seed, place, expression, real, ours);
    }
  }

  /** What a number of expressions gave. */
  static final class Tally {
    int expressions;
    int values;
    int decided;
    int worlds;
    int rejected;
    final List<Violation> violations = new ArrayList<>();

    @Override
    public String toString() {
      return "%d worlds (%d rejected by Terraform), %d expressions, %d with a value, %d of these decided, %d violations"
          .formatted(worlds, rejected, expressions, values, decided, violations.size());
    }
  }

  private final RealTerraform terraform;
  private final Path folder;
  private final BiFunction<ModuleValues, Expression, Possible> analysis;
  final Tally tally = new Tally();

  ExpressionLaw(RealTerraform terraform, Path folder) {
    this(terraform, folder, ModuleValues::value);
  }

  /** The law for another analysis than the gate's. */
  ExpressionLaw(
      RealTerraform terraform,
      Path folder,
      BiFunction<ModuleValues, Expression, Possible> analysis) {
    this.terraform = terraform;
    this.folder = folder;
    this.analysis = analysis;
  }

  /** Tries a world with so many expressions in each place. */
  void check(long seed, int count) throws IOException, InterruptedException {
    World world = World.random(seed);
    Map<World.Place, List<Written>> written = world.expressions(count);
    tally.worlds++;
    Map<World.Place, Set<Integer>> wrong = new EnumMap<>(World.Place.class);
    if (!run(world, written, wrong, null)) {
      tally.rejected++;
      return;
    }
    if (wrong.values().stream().allMatch(Set::isEmpty)) {
      return;
    }
    // The smallest part that goes wrong by itself says most.
    Map<World.Place, List<Written>> parts = new EnumMap<>(World.Place.class);
    for (Map.Entry<World.Place, Set<Integer>> each : wrong.entrySet()) {
      Set<Written> all = new LinkedHashSet<>();
      for (int index : each.getValue()) {
        all.addAll(written.getOrDefault(each.getKey(), List.of()).get(index).all());
      }
      parts.put(each.getKey(), new ArrayList<>(all));
    }
    List<Violation> found = new ArrayList<>();
    Map<World.Place, Set<Integer>> wrongParts = new EnumMap<>(World.Place.class);
    run(world, parts, wrongParts, found);
    for (Map.Entry<World.Place, Set<Integer>> each : wrong.entrySet()) {
      for (int index : each.getValue()) {
        for (Written part : written.getOrDefault(each.getKey(), List.of()).get(index).all()) {
          Violation smallest =
              found.stream()
                  .filter(v -> v.place() == each.getKey() && v.expression().equals(part.text()))
                  .findFirst()
                  .orElse(null);
          if (smallest != null) {
            if (!tally.violations.contains(smallest)) {
              tally.violations.add(smallest);
            }
            break;
          }
        }
      }
    }
  }

  /**
   * Runs the world with these expressions.
   *
   * @param wrong the indexes of those that the analysis has wrong, by place
   * @param violations told of these; null for the first run, which is counted
   * @return whether Terraform accepts the configuration
   */
  private boolean run(
      World world,
      Map<World.Place, List<Written>> written,
      Map<World.Place, Set<Integer>> wrong,
      @Nullable List<Violation> violations)
      throws IOException, InterruptedException {
    Optional<TerraformValues> values = TerraformValues.of(terraform, folder, world, written);
    if (values.isPresent()) {
      compare(world, values.get(), wrong, violations);
    }
    return values.isPresent();
  }

  private void compare(
      World world,
      TerraformValues terraformValues,
      Map<World.Place, Set<Integer>> wrong,
      @Nullable List<Violation> violations)
      throws IOException {
    String root = world.root.isEmpty() ? "." : world.root.substring(0, world.root.length() - 1);
    String module = world.module.substring(0, world.module.length() - 1);
    Membership membership = new Membership(terraformValues.directory().toRealPath());
    try (Checkout checkout =
        Checkout.open(terraformValues.directory(), Limits.DEFAULT.fileBytes())) {
      Configuration configuration =
          Configuration.of(checkout, Limits.DEFAULT, new EvaluatedSources());
      RootValues values = RootValues.of(checkout, configuration, root).orElseThrow();
      for (World.Place place : World.Place.values()) {
        ModuleValues seen =
            place == World.Place.ROOT ? values.root() : values.module(module).orElseThrow();
        List<Expression> expressions = expressions(seen);
        Set<Integer> here = wrong.computeIfAbsent(place, _ -> new HashSet<>());
        for (int i = 0; i < expressions.size(); i++) {
          long start = processorTime();
          Possible possible = analysis.apply(seen, expressions.get(i));
          long millis = (processorTime() - start) / 1_000_000;
          String text = terraformValues.expressions(place).get(i);
          if (millis > LONGEST_MILLIS) {
            here.add(i);
            tally.violations.add(
                new Violation(terraform.name(), world, place, text, "", millis + " ms"));
          }
          boolean counted = false;
          for (TerraformValues.Real real : terraformValues.of(place, i)) {
            counted = true;
            if (!membership.holds(possible, real.type(), real.value()) && here.add(i)) {
              if (violations != null) {
                violations.add(
                    new Violation(
                        terraform.name(),
                        world,
                        place,
                        text,
                        shortened(real.value() + " of type " + real.type()),
                        shortened(possible.toString())));
              }
            }
          }
          if (violations == null) {
            tally.expressions++;
            tally.values += counted ? 1 : 0;
            tally.decided += counted && isDecided(possible) ? 1 : 0;
          }
        }
      }
    }
  }

  private static String shortened(String text) {
    return text.length() > 400 ? text.substring(0, 400) + "…" : text;
  }

  private static boolean isDecided(Possible possible) {
    return switch (possible) {
      case Possible.Unknown unknown -> false;
      case Possible.Choice choice -> false;
      case Possible.Repeated repeated -> false;
      case Possible.Fixed fixed -> true;
      case Possible.Text text -> text.literal().isPresent();
      case Possible.Sequence(var elements, var set) ->
          elements.stream().allMatch(ExpressionLaw::isDecided);
      case Possible.Mapping(var attributes, var partial) ->
          !partial && attributes.values().stream().allMatch(ExpressionLaw::isDecided);
    };
  }

  /** The expressions as they stand in the output {@code all}, without what catches errors. */
  private static List<Expression> expressions(ModuleValues module) {
    Declaration output =
        module.module().declarations("output").stream()
            .filter(each -> each.block().label(0).equals("all"))
            .findFirst()
            .orElseThrow();
    Expression value = output.argument("value").orElseThrow().value();
    if (!(value instanceof Expression.Tuple(var elements, var range))) {
      throw new IllegalStateException("not a tuple: " + value);
    }
    List<Expression> found = new ArrayList<>();
    for (Expression element : elements) {
      Expression tried = element;
      if (tried instanceof Expression.JsonString string && string.template() != null) {
        tried = string.template();
      }
      if (tried instanceof Expression.Template template
          && template.parts().getFirst()
              instanceof TemplatePart.Interpolation(var inner, var where)) {
        tried = inner;
      }
      Expression.FunctionCall call = (Expression.FunctionCall) tried;
      Expression.For loop = (Expression.For) call.arguments().getFirst();
      found.add(((Expression.Tuple) loop.collection()).elements().getFirst());
    }
    return found;
  }

  /** Of this thread: other work of the machine counts against nobody. */
  private static long processorTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
