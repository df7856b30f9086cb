package dev.tfgate.hcl;

import dev.tfgate.hcl.Expression.Step;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes a tree back as source, in a form of its own; parsed again, that gives the same tree but
 * for positions.
 */
final class Printer {
  private Printer() {}

  static String print(Body body) {
    StringBuilder text = new StringBuilder();
    for (Attribute attribute : body.attributes()) {
      text.append(attribute.name()).append(" = ").append(print(attribute.value())).append('\n');
    }
    for (Block block : body.blocks()) {
      text.append(block.type());
      block.labels().forEach(label -> text.append(' ').append(quote(label.value())));
      text.append(" {\n").append(print(block.body())).append("}\n");
    }
    return text.toString();
  }

  static String print(Expression expression) {
    return switch (expression) {
      case Expression.BooleanLiteral literal -> String.valueOf(literal.value());
      case Expression.NullLiteral literal -> "null";
      case Expression.NumberLiteral literal -> literal.value().toString().replace("E+", "e");
      case Expression.Template template -> "\"" + parts(template.parts()) + "\"";
      case Expression.JsonString string -> throw new IllegalArgumentException();
      case Expression.Variable variable -> variable.name();
      case Expression.Traversal traversal ->
          print(traversal.source())
              + traversal.steps().stream().map(Printer::print).collect(Collectors.joining());
      case Expression.FunctionCall call ->
          call.name() + "(" + list(call.arguments()) + (call.expandLast() ? "...)" : ")");
      case Expression.Conditional conditional ->
          print(conditional.condition())
              + " ? "
              + print(conditional.whenTrue())
              + " : "
              + print(conditional.whenFalse());
      case Expression.Operation operation -> {
        StringBuilder text = new StringBuilder(print(operation.first()));
        for (Expression.Operation.Term term : operation.rest()) {
          text.append(' ')
              .append(term.operator().symbol())
              .append(' ')
              .append(print(term.operand()));
        }
        yield text.toString();
      }
      case Expression.Unary unary -> unary.operator().symbol() + print(unary.operand());
      case Expression.Parenthesized inner -> "(" + print(inner.inner()) + ")";
      case Expression.Tuple tuple -> "[" + list(tuple.elements()) + "]";
      case Expression.ObjectValue object ->
          object.items().stream()
              .map(item -> key(item.key()) + " = " + print(item.value()))
              .collect(Collectors.joining(", ", "{", "}"));
      case Expression.For loop -> {
        boolean object = loop.key() != null;
        yield (object ? "{" : "[")
            + "for "
            + (loop.keyVariable() == null ? "" : loop.keyVariable() + ", ")
            + loop.valueVariable()
            + " in "
            + print(loop.collection())
            + " : "
            + (loop.key() == null ? "" : print(loop.key()) + " => ")
            + print(loop.value())
            + (loop.grouping() ? "..." : "")
            + (loop.condition() == null ? "" : " if " + print(loop.condition()))
            + (object ? "}" : "]");
      }
    };
  }

  private static String list(List<Expression> expressions) {
    return expressions.stream().map(Printer::print).collect(Collectors.joining(", "));
  }

  private static String key(Expression.ObjectValue.Key key) {
    return switch (key) {
      case Expression.ObjectValue.Key.Name name -> name.name();
      case Expression.ObjectValue.Key.Computed computed -> print(computed.expression());
    };
  }

  private static String print(Step step) {
    return switch (step) {
      case Step.Attribute attribute -> "." + attribute.name();
      case Step.Index index -> "[" + print(index.key()) + "]";
      case Step.LegacyIndex index -> "." + index.index();
      case Step.Splat splat -> "[*]";
      case Step.AttributeSplat splat -> ".*";
    };
  }

  private static String parts(List<TemplatePart> parts) {
    StringBuilder text = new StringBuilder();
    for (TemplatePart part : parts) {
      switch (part) {
        case TemplatePart.Text literal -> {
          String quoted = quote(literal.value());
          text.append(quoted, 1, quoted.length() - 1);
        }
        case TemplatePart.Interpolation interpolation ->
            text.append("${").append(print(interpolation.expression())).append('}');
        case TemplatePart.If directive -> {
          text.append("%{if ").append(print(directive.condition())).append('}');
          text.append(parts(directive.then()));
          if (!directive.otherwise().isEmpty()) {
            text.append("%{else}").append(parts(directive.otherwise()));
          }
          text.append("%{endif}");
        }
        case TemplatePart.For directive -> {
          text.append("%{for ");
          if (directive.keyVariable() != null) {
            text.append(directive.keyVariable()).append(", ");
          }
          text.append(directive.valueVariable()).append(" in ");
          text.append(print(directive.collection())).append('}');
          text.append(parts(directive.body())).append("%{endfor}");
        }
      }
    }
    return text.toString();
  }

  private static String quote(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '$', '%' -> quoted.append("\\u%04x".formatted(c));
                default -> quoted.appendCodePoint(c);
              }
            });
    return quoted.append('"').toString();
  }
}
