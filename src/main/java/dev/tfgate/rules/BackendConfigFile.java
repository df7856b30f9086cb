package dev.tfgate.rules;

import dev.tfgate.checkout.Checkout;
import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ParsedFile;
import dev.tfgate.trust.Glob;
import dev.tfgate.trust.Trust;
import java.util.Optional;

/** Partial backend configuration with arguments that no allowed backend has. */
public final class BackendConfigFile implements TreeRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "backend-config-file",
        "Partial backend configuration that is not allowed",
        Enforcement.MANDATORY,
        Layer.STATE,
        "A file that CI passes to init as -backend-config holds an argument or a value that no"
            + " allowed backend has. It counts like the backend block itself.");
  }

  @Override
  public void check(Checkout checkout, Trust trust, Findings findings) {
    for (BackendFile file : BackendFile.all(checkout, trust)) {
      ParsedFile parsed = file.parsed();
      if (parsed == null) {
        findings.add(
            file.path(),
            "CI passes this file to init as backend configuration, but it can't be read: %s."
                .formatted(file.problem()));
        continue;
      }
      parsed
          .hcl()
          .body()
          .blocks()
          .forEach(
              block ->
                  findings.add(
                      parsed,
                      block.range(),
                      "Backend configuration holds arguments only, and this is a block. Remove"
                          + " it."));
      for (Attribute attribute : parsed.hcl().body().attributes()) {
        if (!isAllowed(attribute, trust)) {
          findings.add(
              parsed,
              attribute.range(),
              "No backend that gate.yaml allows has the argument '%s' with this value. Some arguments run programs at init or send the build's credentials elsewhere. Remove it, or ask the platform team to allow it."
                  .formatted(attribute.name()));
        }
      }
    }
  }

  private static boolean isAllowed(Attribute attribute, Trust trust) {
    Optional<String> value = ConstantEvaluator.string(attribute.value());
    return value.isPresent()
        && trust.backends().stream()
            .map(backend -> backend.arguments().get(attribute.name()))
            .anyMatch(
                glob -> glob != null && Glob.of(glob.replace("{root}", "**")).matches(value.get()));
  }
}
