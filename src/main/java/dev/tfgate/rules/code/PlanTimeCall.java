package dev.tfgate.rules.code;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.Hosts;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.rules.view.ProviderArguments;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.PlanListener;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Some types execute or send at plan time, and some do where an argument says so. */
public final class PlanTimeCall implements ReadRule, RootRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "plan-time-call",
        "Call of a service at plan time",
        Enforcement.MANDATORY,
        Layer.CODE,
        "Some data sources execute or send at plan time.");
  }

  @Override
  public boolean flags(Facts facts, String mode, String type) {
    return TypeEffect.of(facts, mode, type).filter(PlanTimeCall::acts).isPresent();
  }

  private static boolean acts(Effect effect) {
    return effect == Effect.EXECUTES || effect == Effect.SENDS || effect == Effect.PROGRAM;
  }

  @Override
  public String message(String object) {
    return "'%s' runs or sends something at plan time, before anyone has approved the plan. Move it out of the configuration, or ask the platform team to add '%s' under types.allow in gate.yaml."
        .formatted(object, object);
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    ReadRule.super.check(directory, scope, findings);
  }

  @Override
  public void check(Root root, Scope scope, Findings findings) {
    for (Root.Reached reached : root.modules()) {
      for (Resource resource : reached.module().resources()) {
        String mode = resource.declaration().block().type();
        for (Fact fact : facts(scope.facts(), mode, resource.type())) {
          if (!scope.trust().allowsType(mode, resource.type(), scope.runsIn(root))) {
            look(new Place(root, reached.module(), resource, scope), fact, findings);
          }
        }
      }
    }
  }

  private static List<Fact> facts(Facts facts, String mode, String type) {
    Optional<FactSubject> subject = FactSubject.ofType(mode);
    return subject.isEmpty() ? List.of() : facts.ofType(type).argumentsOf(subject.get(), type);
  }

  /** An object in a module of a root. */
  private record Place(Root root, Module module, Resource resource, Scope scope) {
    String name() {
      return resource.declaration().block().type() + "." + resource.type();
    }

    Optional<Argument> argument(String name) {
      return resource.declaration().argument(name);
    }

    Possible value(Argument argument) {
      return scope.value(root, module, resource.declaration(), argument);
    }
  }

  private static void look(Place place, Fact fact, Findings findings) {
    if (fact.effect() == Effect.PROGRAM) {
      program(place, fact, findings);
    } else if (fact.effect() == Effect.HOST) {
      place
          .argument(fact.argument())
          .filter(argument -> !isNull(argument))
          .filter(argument -> fact.is(Fact.Option.STRICT) || !isHarmless(fact, place, argument))
          .ifPresent(
              argument ->
                  findings.add(
                      place.root(),
                      argument.file(),
                      argument.attribute().range(),
                      message(place.name(), fact)));
    }
  }

  /** Blocks and arguments alike, in every file that has a part of the object. */
  private static void program(Place place, Fact fact, Findings findings) {
    Declaration declaration = place.resource().declaration();
    declaration
        .written()
        .forEach(
            layer -> {
              for (ProviderArguments.Argument argument : ProviderArguments.of(layer.block())) {
                if (String.join(".", argument.path()).equals(fact.argument())
                    && !isNull(argument)) {
                  findings.add(
                      place.root(), layer.file(), argument.range(), message(place.name(), fact));
                }
              }
            });
  }

  private static boolean isNull(ProviderArguments.Argument argument) {
    return argument.value() != null
        && ConstantEvaluator.evaluate(argument.value()).equals(Optional.of(new Constant.Null()));
  }

  private static boolean isNull(Argument argument) {
    return ConstantEvaluator.evaluate(argument.value()).equals(Optional.of(new Constant.Null()));
  }

  private static boolean isHarmless(Fact fact, Place place, Argument argument) {
    Possible value = place.value(argument);
    if (fact.is(Fact.Option.RELATIVE)) {
      return isRelative(value);
    }
    return Hosts.isTold(value) || (fact.is(Fact.Option.OR_PATH) && isRelative(value));
  }

  /** Whether the front of it is known and no host. */
  private static boolean isRelative(Possible path) {
    return path.options().stream()
        .allMatch(
            option ->
                option.isNull()
                    || (option instanceof Possible.Text text
                        && (text.pieces().isEmpty()
                            || (text.pieces().getFirst() instanceof Piece.Literal(var front)
                                && isRelative(front)))));
  }

  private static boolean isRelative(String front) {
    String text = front.strip().toLowerCase(Locale.ROOT);
    int colon = text.indexOf(':');
    int slash = text.indexOf('/');
    return !text.startsWith("//")
        && !text.startsWith("\\")
        && !"https:".startsWith(text)
        && !"//".startsWith(text)
        && (colon < 0 || (slash >= 0 && slash < colon));
  }

  private static String message(String object, Fact fact) {
    String argument = fact.argument();
    if (fact.effect() == Effect.PROGRAM) {
      return "'%s' of '%s' starts a program from the checkout. Remove it, or ask the platform team to add '%s' under types.allow in gate.yaml."
          .formatted(argument, object, object);
    }
    if (fact.is(Fact.Option.RELATIVE)) {
      return "'%s' of '%s' is or may be an absolute address. That host would get the provider's token at plan time. Write a plain path, or ask the platform team to add '%s' under types.allow in gate.yaml."
          .formatted(argument, object, object);
    }
    return fact.is(Fact.Option.STRICT)
        ? "'%s' sends a request to the host in '%s' at plan time, before anyone has approved the plan, and the request can carry secrets. Remove '%s', or ask the platform team to add '%s' under types.allow in gate.yaml."
            .formatted(object, argument, argument, object)
        : "'%s' sends a request to the host in '%s' at plan time, before anyone has approved the plan. The value is not a constant, so it can carry secrets. Write it as a constant, or ask the platform team to add '%s' under types.allow in gate.yaml."
            .formatted(object, argument, object);
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    PlanListener types = ReadRule.super.listen(scope, findings);
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        types.configuredResource(resource);
        String mode = resource.mode().equals("managed") ? "resource" : resource.mode();
        for (Fact fact : facts(scope.facts(), mode, resource.type())) {
          boolean always =
              fact.effect() == Effect.PROGRAM
                  || (fact.effect() == Effect.HOST && fact.is(Fact.Option.STRICT));
          if (always
              && resource.expressions().containsKey(fact.argument())
              && !scope.trust().allowsType(mode, resource.type(), scope.root())) {
            findings.add(resource.address(), message(mode + "." + resource.type(), fact));
          }
        }
      }
    };
  }
}
