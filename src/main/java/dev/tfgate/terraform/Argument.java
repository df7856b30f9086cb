package dev.tfgate.terraform;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import java.util.Optional;

/** An argument and the file that it stands in. */
public record Argument(ParsedFile file, Attribute attribute) {
  /** Its value, not evaluated. */
  public Expression value() {
    return attribute.value();
  }

  /** Its value where that is a string, and one that Terraform reads without knowing any names. */
  public Optional<String> string() {
    return ConstantEvaluator.plainString(attribute.value());
  }
}
