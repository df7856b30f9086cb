package dev.tfgate.rules.code;

import dev.tfgate.facts.Facts;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;

/** The data source http sends a request at plan time. */
public final class HttpData implements ReadRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "http-data",
        "Data source http",
        Enforcement.MANDATORY,
        Layer.CODE,
        "The data source http sends a request at plan time.");
  }

  @Override
  public boolean flags(Facts facts, String mode, String type) {
    return type.equals("http");
  }

  @Override
  public String message(String object) {
    return "'%s' sends a request to a host that the checkout names, at plan time, and the request can carry secrets. Pass the content in as a variable or commit it as a file, or ask the platform team to add '%s' under types.allow in gate.yaml."
        .formatted(object, object);
  }
}
