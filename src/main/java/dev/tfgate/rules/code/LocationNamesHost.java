package dev.tfgate.rules.code;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.facts.Facts;
import dev.tfgate.facts.ProviderFacts;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ProviderArguments;
import dev.tfgate.rules.view.RootRule;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.Argument;
import dev.tfgate.terraform.ConfigurationDirectory.Placed;
import dev.tfgate.terraform.Declaration;
import dev.tfgate.terraform.Module;
import dev.tfgate.terraform.ProviderAddress;
import dev.tfgate.terraform.Resource;
import dev.tfgate.terraform.Root;
import dev.tfgate.terraform.values.Piece;
import dev.tfgate.terraform.values.Possible;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Text that providers put into the names of their hosts as it is. */
public final class LocationNamesHost implements RootRule {
  /**
   * What no name of an object starts with: an end of a host's name, behind a host where it is a
   * slash.
   */
  private static final Pattern ANOTHER_HOST =
      Pattern.compile("^[^/]*[?#\\\\]|^[^/$]*[.@][^/]*/|^[^/$]+:[0-9]+/|^(?:0x)?[0-9]+/|^\\[");

  /** What can't stand in a name that is nothing but a part of a host's. */
  private static final Pattern NOT_PLAIN = Pattern.compile("[/?#@:\\\\\\[\\]&=;%\\s]");

  /** Behind a space stand members of a policy, which may hold {@code ?uid=}. */
  private static final Pattern IN_ID = Pattern.compile("^[^ ]*[?#]");

  /** The name of a place inside the name of an object. */
  private static final Pattern IN_PATH =
      Pattern.compile("(?:locations|regions|zones)/(?:[^/$]*[^0-9A-Za-z/_$ -]|[^/]*[?#@\\\\])");

  private static final String MESSAGE =
      "The provider %s makes host names of this value, at plan too. The value holds a character that ends a host name, so the build's token would go to another host. Write the"
          + " plain name%s.";

  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "location-names-host",
        "Location that names another host",
        Enforcement.MANDATORY,
        Layer.CODE,
        "Some services have a host for each location, account or organization, and their provider"
            + " puts the name into that of the host as it is written.");
  }

  @Override
  public void check(Root root, Scope scope, Findings findings) {
    for (Root.Reached reached : root.modules()) {
      Module module = reached.module();
      for (Resource resource : module.resources()) {
        for (Fact fact :
            parts(scope.facts(), resource.declaration().block().type(), resource.type())) {
          resource
              .declaration()
              .argument(fact.argument())
              .filter(
                  argument ->
                      namesHost(fact, scope.value(root, module, resource.declaration(), argument)))
              .ifPresent(argument -> add(root, argument, resource.type(), findings));
        }
      }
      for (Declaration provider : module.declarations("provider")) {
        provider(root, module, provider, scope, findings);
      }
      for (Declaration imported : module.declarations("import")) {
        imported(root, module, imported, scope, findings);
      }
    }
  }

  private static void add(Root root, Argument argument, String type, Findings findings) {
    int end = type.indexOf('_');
    findings.add(
        root,
        argument.file(),
        argument.attribute().range(),
        MESSAGE.formatted(end < 0 ? type : type.substring(0, end), " of a location"));
  }

  private static List<Fact> parts(Facts facts, String mode, String type) {
    Optional<FactSubject> subject = FactSubject.ofType(mode);
    if (subject.isEmpty()) {
      return List.of();
    }
    return facts.ofType(type).ofArguments(subject.get(), type).hostParts();
  }

  /** What the provider checks itself, or must be known, is looked at by the rule of arguments. */
  private static void provider(
      Root root, Module module, Declaration provider, Scope scope, Findings findings) {
    String localName = provider.block().label(0);
    String type = module.provider(localName).map(ProviderAddress::type).orElse(localName);
    ProviderFacts facts = scope.facts().provider(type);
    for (Placed layer : provider.written()) {
      for (ProviderArguments.Argument argument : ProviderArguments.of(layer.block())) {
        Optional<Fact> fact =
            facts
                .argument(argument.path())
                .filter(known -> known.effect() == Effect.HOST_PART)
                .filter(known -> !known.is(Fact.Option.STRICT) && known.unless() == null);
        if (fact.isPresent()
            && argument.value() != null
            && namesHost(fact.get(), scope.value(root, module, provider, argument.value()))) {
          findings.add(
              root,
              layer.file(),
              argument.range(),
              MESSAGE.formatted(type, ", or remove '" + argument.name() + "'"));
        }
      }
    }
  }

  private static void imported(
      Root root, Module module, Declaration imported, Scope scope, Findings findings) {
    Optional<Argument> to = imported.argument("to");
    Optional<Argument> id = imported.argument("id");
    if (to.isEmpty() || id.isEmpty()) {
      return;
    }
    String target = to.get().file().hcl().source().text(to.get().value().range());
    for (String name : target.split("[^0-9A-Za-z_-]+", -1)) {
      if (name.indexOf('_') > 0
          && parts(scope.facts(), "resource", name).stream()
              .anyMatch(fact -> !fact.is(Fact.Option.PLAIN) && !fact.type().equals("*"))
          && holds(IN_ID, scope.value(root, module, imported, id.get()))) {
        add(root, id.get(), name, findings);
        return;
      }
    }
  }

  private static boolean namesHost(Fact fact, Possible value) {
    return fact.is(Fact.Option.OBJECT)
        ? holds(IN_PATH, value)
        : holds(fact.is(Fact.Option.PLAIN) ? NOT_PLAIN : ANOTHER_HOST, value);
  }

  private static boolean holds(Pattern pattern, Possible value) {
    return value.options().stream()
        .anyMatch(
            option -> option instanceof Possible.Text text && pattern.matcher(known(text)).find());
  }

  /** The text, with a letter where it isn't known. */
  private static String known(Possible.Text text) {
    StringBuilder known = new StringBuilder();
    for (Piece piece : text.pieces()) {
      known.append(piece instanceof Piece.Literal(var literal) ? literal : "x");
    }
    return known.toString();
  }
}
