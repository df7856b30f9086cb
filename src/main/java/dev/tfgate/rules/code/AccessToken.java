package dev.tfgate.rules.code;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Facts;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;

/** Data sources and ephemerals that mint tokens hand them to the configuration. */
public final class AccessToken implements ReadRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "access-token",
        "Access token at plan time",
        Enforcement.MANDATORY,
        Layer.CODE,
        "Data sources and ephemerals that mint tokens hand them to the configuration.");
  }

  @Override
  public boolean flags(Facts facts, String mode, String type) {
    return TypeEffect.of(facts, mode, type).filter(Effect.MINTS_TOKEN::equals).isPresent();
  }

  @Override
  public String message(String object) {
    return "'%s' gives the configuration a token of the CI, which it can send anywhere. Remove it, and let the provider impersonate the account itself, or ask the platform team to add '%s' under types.allow in gate.yaml."
        .formatted(object, object);
  }
}
