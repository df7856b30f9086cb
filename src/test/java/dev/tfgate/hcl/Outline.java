package dev.tfgate.hcl;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/** Writes a tree in the form of {@code src/test/go/hcl-oracle}. */
final class Outline {
  private Outline() {}

  static String of(byte[] content) {
    try {
      HclFile file = HclParser.parseNative(content, "x.tf", new Limits(1 << 26, 500));
      StringBuilder text = new StringBuilder();
      body(file.body(), "", text);
      return text.toString();
    } catch (HclSyntaxException e) {
      return "error";
    }
  }

  private record Item(int offset, Object node) {}

  private static void body(Body body, String indent, StringBuilder text) {
    List<Item> items = new ArrayList<>();
    body.attributes().forEach(a -> items.add(new Item(a.nameRange().startOffset(), a)));
    body.blocks().forEach(b -> items.add(new Item(b.typeRange().startOffset(), b)));
    items.sort(Comparator.comparingInt(Item::offset));
    for (Item item : items) {
      if (item.node() instanceof Attribute attribute) {
        text.append(indent)
            .append(attribute.name())
            .append('@')
            .append(attribute.nameRange().startLine())
            .append(" = ");
        expression(attribute.value(), text);
        constant(attribute.value(), text);
        text.append('\n');
      } else if (item.node() instanceof Block block) {
        text.append(indent).append(block.type());
        block.labels().forEach(label -> text.append(' ').append(hex(label.value())));
        text.append('@')
            .append(block.range().startLine())
            .append('-')
            .append(block.range().endLine())
            .append(" {\n");
        body(block.body(), indent + "  ", text);
      }
    }
  }

  private record Name(int offset, String text) {}

  private static void expression(Expression expression, StringBuilder text) {
    List<Name> names = new ArrayList<>();
    expression.walk(
        node -> {
          if (node instanceof Expression.FunctionCall call) {
            names.add(
                new Name(
                    call.nameRange().startOffset(),
                    call.name()
                        + "()"
                        + call.arguments().size()
                        + "@"
                        + call.nameRange().startLine()));
          } else if (node instanceof Expression.Variable variable) {
            names.add(
                new Name(
                    variable.range().startOffset(),
                    variable.name() + "@" + variable.range().startLine()));
          }
        });
    names.sort(Comparator.comparingInt(Name::offset));
    text.append(String.join(" ", names.stream().map(Name::text).toList()));
  }

  private static void constant(Expression expression, StringBuilder text) {
    Optional<Constant> value = ConstantEvaluator.evaluate(expression);
    if (value.isEmpty()) {
      return;
    }
    switch (value.get()) {
      case Constant.Null absent -> text.append(" null");
      case Constant.TupleValue tuple -> text.append(" value");
      case Constant.ObjectMap object -> text.append(" value");
      default -> text.append(' ').append(hex(ConstantEvaluator.string(expression).orElseThrow()));
    }
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
  }
}
