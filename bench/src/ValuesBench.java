import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Limits;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.RootOutline;
import dev.tfgate.terraform.evaluation.ModuleValues;
import dev.tfgate.terraform.evaluation.RootValues;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How much of what a repository writes the analysis of values decides. Run by bench/values. */
final class ValuesBench {
  private enum Known {
    /** One value. */
    DECIDED,
    /** One of some values, each known. */
    CHOICE,
    /** A part of a text, or some of what a collection holds. */
    PART,
    /** An attribute of an object that Terraform manages or reads. */
    OBJECT,
    NOTHING
  }

  private ValuesBench() {}

  public static void main(String[] folders) throws Exception {
    System.out.printf("%-40s %8s", "repository", "values");
    for (Known known : Known.values()) {
      System.out.printf(" %8s", known.name().toLowerCase(java.util.Locale.ROOT));
    }
    System.out.println();
    for (String folder : folders) {
      Map<Known, Integer> counts = new EnumMap<>(Known.class);
      try (Checkout checkout = Checkout.open(Path.of(folder), Limits.DEFAULT.fileBytes())) {
        Configuration configuration = Configuration.of(checkout, Limits.DEFAULT);
        for (RootOutline root : configuration.roots(Optional.empty())) {
          Optional<RootValues> values = RootValues.of(checkout, configuration, root.path());
          if (values.isPresent()) {
            values.get().modules().forEach(module -> count(module, counts));
          }
        }
      }
      int all = counts.values().stream().mapToInt(Integer::intValue).sum();
      System.out.printf("%-40s %8d", Path.of(folder).getFileName(), all);
      for (Known known : Known.values()) {
        System.out.printf(" %7.1f%%", 100.0 * counts.getOrDefault(known, 0) / Math.max(1, all));
      }
      System.out.println();
    }
  }

  private static void count(ModuleValues module, Map<Known, Integer> counts) {
    for (Argument local : module.module().locals().values()) {
      add(module.value(local.value()), local.value(), counts);
    }
    for (String type : List.of("resource", "data", "module", "output", "provider")) {
      for (Declaration declaration : module.module().declarations(type)) {
        for (Argument argument : declaration.arguments().values()) {
          add(module.value(declaration, argument.value()), argument.value(), counts);
        }
      }
    }
  }

  /** Literals are no achievement: only what names or calls something counts. */
  private static void add(Possible value, Expression expression, Map<Known, Integer> counts) {
    boolean[] refers = new boolean[1];
    expression.walk(
        inner ->
            refers[0] |=
                inner instanceof Expression.Traversal || inner instanceof Expression.FunctionCall);
    if (refers[0]) {
      counts.merge(known(value), 1, Integer::sum);
    }
  }

  private static Known known(Possible value) {
    return switch (value) {
      case Possible.Unknown unknown -> unknown.ofObject() ? Known.OBJECT : Known.NOTHING;
      case Possible.Fixed fixed -> Known.DECIDED;
      case Possible.Text text when text.literal().isPresent() -> Known.DECIDED;
      case Possible.Text text ->
          text.pieces().stream().anyMatch(Piece.Literal.class::isInstance)
              ? Known.PART
              : text.pieces().getFirst().is(Piece.Kind.OBJECT) ? Known.OBJECT : Known.PART;
      case Possible.Choice(var options) ->
          options.stream().allMatch(option -> known(option) == Known.DECIDED)
              ? Known.CHOICE
              : Known.PART;
      case Possible.Sequence(var elements, var set) -> all(elements);
      case Possible.Mapping(var attributes, var partial) ->
          partial ? Known.PART : all(List.copyOf(attributes.values()));
      case Possible.Repeated repeated -> Known.PART;
    };
  }

  private static Known all(List<Possible> parts) {
    boolean decided = true;
    boolean choice = true;
    for (Possible part : parts) {
      Known known = known(part);
      decided &= known == Known.DECIDED;
      choice &= known == Known.DECIDED || known == Known.CHOICE;
    }
    return decided ? Known.DECIDED : choice ? Known.CHOICE : Known.PART;
  }
}
