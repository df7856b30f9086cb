package dev.tfgate.rules.code;

import dev.tfgate.facts.Effect;
import dev.tfgate.facts.Fact;
import dev.tfgate.facts.FactSubject;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.FileValues;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.Hosts;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Objects;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.BlockContent;
import dev.tfgate.terraform.ConfigurationDirectory;
import java.util.Optional;

/** tls_certificate connects to a host at plan time. */
public final class TlsCertificateHost implements ModuleRule {
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
      Optional<FactSubject> subject = FactSubject.ofType(object.mode());
      if (subject.isEmpty() || scope.allowsType(object.mode(), object.type(), directory.path())) {
        continue;
      }
      for (Fact fact :
          scope.facts().ofType(object.type()).argumentsOf(subject.get(), object.type())) {
        if (fact.effect() == Effect.CERTIFICATE_HOST) {
          BlockContent.attribute(object.block(), fact.argument())
              .filter(url -> !Hosts.isTold(new FileValues(object.file(), scope).of(url.value())))
              .ifPresent(
                  url ->
                      findings.add(
                          object.file(),
                          url.range(),
                          "'%s' connects to this host at plan time. The name is not a constant, so it can carry secrets. Write the URL as a constant, or ask the platform team to add '%s' under types.allow in gate.yaml."
                              .formatted(
                                  object.mode() + "." + object.type(),
                                  object.mode() + "." + object.type())));
        }
      }
    }
  }
}
