package dev.tfgate.terraform;

import dev.tfgate.hcl.Expression;
import dev.tfgate.hcl.Expression.Step;
import dev.tfgate.hcl.Expression.Traversal;
import dev.tfgate.hcl.Expression.Variable;
import dev.tfgate.hcl.TemplatePart;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A resource, data source, ephemeral resource or action of a module; data sources inside {@code
 * check} are among them.
 *
 * @param mode which of the four
 * @param type the first label
 * @param name the second label
 * @param declaration the block, overrides applied
 */
public record Resource(Mode mode, String type, String name, Declaration declaration) {
  /** What stands behind the block types. */
  public enum Mode {
    /** {@code resource}. */
    MANAGED,
    /** {@code data}. */
    DATA,
    /** {@code ephemeral}. */
    EPHEMERAL,
    /** {@code action}, of Terraform 1.14 and later. */
    ACTION;

    /** The lower-case word, as Terraform's JSON has it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Mode> of(String blockType) {
      return switch (blockType) {
        case "resource" -> Optional.of(MANAGED);
        case "data" -> Optional.of(DATA);
        case "ephemeral" -> Optional.of(EPHEMERAL);
        case "action" -> Optional.of(ACTION);
        default -> Optional.empty();
      };
    }
  }

  /**
   * A reference to a provider's configuration: {@code aws}, {@code aws.west}, under OpenTofu also
   * {@code aws.regions["west"]}.
   *
   * @param alias empty where none is named
   */
  public record ProviderReference(String localName, Optional<String> alias) {
    /** Returns the reference that an expression is; empty where Terraform would reject it. */
    public static Optional<ProviderReference> of(Expression expression) {
      return switch (unwrapped(expression)) {
        case Variable variable ->
            Optional.of(new ProviderReference(variable.name(), Optional.empty()));
        case Traversal(Variable source, List<Step> steps, var range)
            when steps.getFirst() instanceof Step.Attribute step
                && (steps.size() == 1
                    || (steps.size() == 2 && steps.getLast() instanceof Step.Index)) ->
            Optional.of(new ProviderReference(source.name(), Optional.of(step.name())));
        default -> Optional.empty();
      };
    }

    @Override
    public String toString() {
      return alias.map(name -> localName + "." + name).orElse(localName);
    }
  }

  /** The argument {@code provider}, if it is written. */
  public Optional<Argument> providerArgument() {
    return declaration.argument("provider");
  }

  /** The provider's configuration that is named; empty where none is, or none can be told. */
  public Optional<ProviderReference> providerReference() {
    return providerArgument().flatMap(argument -> ProviderReference.of(argument.value()));
  }

  /** {@code aws_instance.web}, {@code data.aws_ami.base}. */
  public String address() {
    return (mode == Mode.MANAGED ? "" : mode.word() + ".") + type + "." + name;
  }

  /** In JSON, and in old files, a reference stands inside a string: {@code "aws"}. */
  static Expression unwrapped(Expression expression) {
    return switch (expression) {
      case Expression.Parenthesized inner -> unwrapped(inner.inner());
      case Expression.JsonString string when string.template() != null ->
          unwrapped(string.template());
      case Expression.Template template
          when template.isWrapper()
              && template.parts().getFirst()
                  instanceof TemplatePart.Interpolation(var inner, var range) ->
          unwrapped(inner);
      case Expression.Template template -> reference(template).orElse(expression);
      default -> expression;
    };
  }

  /** The reference that a plain string spells. */
  private static Optional<Expression> reference(Expression.Template template) {
    String text = template.literal();
    if (text == null) {
      return Optional.empty();
    }
    String[] names = text.split("\\.", -1);
    for (String name : names) {
      if (!isName(name)) {
        return Optional.empty();
      }
    }
    Variable root = new Variable(names[0], template.range());
    List<Step> steps =
        Arrays.stream(names)
            .skip(1)
            .<Step>map(name -> new Step.Attribute(name, template.range()))
            .toList();
    return Optional.of(steps.isEmpty() ? root : new Traversal(root, steps, template.range()));
  }

  private static boolean isName(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isLetterOrDigit(c) && c != '_' && c != '-') {
        return false;
      }
    }
    return !text.isEmpty() && !Character.isDigit(text.charAt(0));
  }
}
