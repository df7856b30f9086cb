package dev.tfgate.rules.code;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Facts;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;

/** Some data sources read secrets or local files at plan time. */
public final class SecretOrFileRead implements ReadRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "secret-or-file-read",
        "Secret or local file read at plan time",
        Enforcement.ADVISORY,
        Layer.CODE,
        "Some data sources read secrets or local files at plan time.");
  }

  @Override
  public boolean flags(Facts facts, String mode, String type) {
    return TypeEffect.of(facts, mode, type).filter(Effect.READS_SECRET::equals).isPresent();
  }

  @Override
  public String message(String object) {
    return "'%s' reads a secret or a local file at plan time. Check where the value is used, because whatever gets it can send it on. Where that is right, ask the platform team to add '%s' under types.allow in gate.yaml."
        .formatted(object, object);
  }
}
