package dev.tfgate.policy;

import dev.tfgate.cel.FieldMap;
import dev.tfgate.cel.ItemList;
import dev.tfgate.cel.Unknown;
import dev.tfgate.hcl.Constant;
import dev.tfgate.terraform.Configuration;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.evaluation.RootValues;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the variables of a root module can be: the default, and what each file of variables in the
 * checkout sets that Terraform may be run with. What is set by none of them isn't known.
 */
public final class RootVariables {
  private final Module root;
  private final Configuration configuration;
  private @Nullable RootValues values;

  /** Of {@code root}. */
  public RootVariables(Module root, Configuration configuration) {
    this.root = root;
    this.configuration = configuration;
  }

  /** Returns the value of {@code var.name}: one of several where files differ. */
  public @Nullable Object value(String name) {
    Unknown unknown = Unknown.of("var." + name);
    for (Declaration variable : root.declarations("variable")) {
      boolean secret =
          variable.argument("sensitive").isPresent() || variable.argument("ephemeral").isPresent();
      if (variable.block().label(0).equals(name) && secret) {
        return unknown;
      }
    }
    Optional<Possible> possible =
        values().map(known -> known.root().variable(name)).filter(value -> isAny(value));
    if (possible.isEmpty()) {
      return unknown;
    }
    List<@Nullable Object> choices = new ArrayList<>();
    for (Possible option : possible.get().options()) {
      choices.add(value(option, unknown));
    }
    if (choices.size() == 1) {
      return choices.getFirst();
    }
    return choices.stream().anyMatch(Unknown.class::isInstance)
        ? unknown
        : Unknown.oneOf("var." + name, choices);
  }

  private Optional<RootValues> values() {
    if (values == null) {
      values = RootValues.of(configuration.checkout(), configuration, root.path()).orElse(null);
    }
    return Optional.ofNullable(values);
  }

  private static boolean isAny(Possible value) {
    return !value.options().isEmpty();
  }

  private static @Nullable Object value(Possible possible, Unknown unknown) {
    return switch (possible) {
      case Possible.Text text -> text(text, unknown);
      case Possible.Fixed(Constant constant) -> Values.of(constant);
      case Possible.Sequence(var elements, var set) -> {
        List<@Nullable Object> list = new ArrayList<>();
        elements.forEach(element -> list.add(value(element, unknown)));
        yield new ItemList(list, null);
      }
      case Possible.Mapping(var attributes, var partial) -> {
        Map<String, @Nullable Object> parts = new LinkedHashMap<>();
        attributes.forEach((name, element) -> parts.put(name, value(element, unknown)));
        yield new FieldMap(parts);
      }
      case Possible.Choice(var options) -> {
        List<@Nullable Object> choices = new ArrayList<>();
        options.forEach(option -> choices.add(value(option, unknown)));
        yield choices.isEmpty() || choices.stream().anyMatch(Unknown.class::isInstance)
            ? unknown
            : Unknown.oneOf(unknown.names(), choices);
      }
      case Possible.Repeated repeated -> unknown;
      case Possible.Unknown any -> unknown;
    };
  }

  private static Object text(Possible.Text text, Unknown unknown) {
    PartialText all = new PartialText();
    for (Piece piece : text.pieces()) {
      all.add(piece instanceof Piece.Literal(String known) ? known : unknown, "");
    }
    return all.value();
  }
}
