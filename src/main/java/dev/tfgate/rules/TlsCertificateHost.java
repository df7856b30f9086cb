package dev.tfgate.rules;

import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.hcl.Expression;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.terraform.ConfigurationDirectory;
import java.util.Set;

/** tls_certificate connects to a host at plan time. */
final class TlsCertificateHost implements ModuleRule {
  @Override
  public RuleDescription description() {
    return new RuleDescription(
        "tls-certificate-host",
        "Certificate of a host that is not constant",
        Enforcement.MANDATORY,
        Layer.CODE,
        "tls_certificate connects to a host at plan time.");
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    for (Objects.Placed object : Objects.in(directory)) {
      if (!object.address().equals("data.tls_certificate")
          || scope.trust().allowsType(object.mode(), object.type())) {
        continue;
      }
      object
          .block()
          .body()
          .attribute("url")
          .filter(
              url -> ConstantEvaluator.string(url.value()).isEmpty() && !fromObject(url.value()))
          .ifPresent(
              url ->
                  findings.add(
                      object.file(),
                      url.range(),
                      "tls_certificate connects to this host at plan time, and the name can carry"
                          + " data away; write the URL as a constant"));
    }
  }

  private static final Set<String> NOT_OBJECTS =
      Set.of("var", "local", "each", "count", "path", "terraform", "self", "module");

  /** Whether it is just an attribute of a resource or data source. */
  private static boolean fromObject(Expression url) {
    return url instanceof Expression.Traversal traversal
        && traversal.source() instanceof Expression.Variable variable
        && !NOT_OBJECTS.contains(variable.name());
  }
}
