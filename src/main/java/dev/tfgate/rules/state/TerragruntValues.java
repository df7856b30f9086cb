package dev.tfgate.rules.state;

import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.TemplatePart;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What expressions of Terragrunt can be, whose names and functions nobody here knows. */
final class TerragruntValues {
  private TerragruntValues() {}

  /** What is constant, and the constant parts of texts. */
  static Possible value(Expression expression) {
    Optional<Constant> constant = ConstantEvaluator.evaluate(expression);
    if (constant.isPresent()) {
      return constant.get() instanceof Constant.Text text
          ? Possible.text(text.value())
          : constant.get() instanceof Constant.ObjectMap
                  || constant.get() instanceof Constant.TupleValue
              ? object(expression)
              : new Possible.Fixed(constant.get());
    }
    if (expression instanceof Expression.Template template) {
      List<Piece> pieces = new ArrayList<>();
      for (TemplatePart part : template.parts()) {
        if (part instanceof TemplatePart.Text(var text, var range)) {
          pieces.add(new Piece.Literal(text));
        } else {
          pieces.add(new Piece.Hole(Piece.Kind.ANY, "Terragrunt"));
        }
      }
      return new Possible.Text(pieces);
    }
    return object(expression);
  }

  private static Possible object(Expression expression) {
    if (!(expression instanceof Expression.ObjectValue object)) {
      return new Possible.Unknown("Terragrunt");
    }
    Map<String, Possible> attributes = new TreeMap<>();
    for (Expression.ObjectValue.Item item : object.items()) {
      Optional<String> key =
          switch (item.key()) {
            case Expression.ObjectValue.Key.Name name -> Optional.of(name.name());
            case Expression.ObjectValue.Key.Computed computed ->
                ConstantEvaluator.string(computed.expression());
          };
      if (key.isEmpty()) {
        return new Possible.Unknown("Terragrunt");
      }
      attributes.put(key.get(), value(item.value()));
    }
    return new Possible.Mapping(attributes);
  }
}
