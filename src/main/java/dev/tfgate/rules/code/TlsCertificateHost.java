package dev.tfgate.rules.code;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.FileValues;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.ModuleRule;
import dev.tfgate.rules.view.Objects;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.BlockContent;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.values.Possible;

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
      if (!object.address().equals("data.tls_certificate")
          || scope.trust().allowsType(object.mode(), object.type())) {
        continue;
      }
      BlockContent.attribute(object.block(), "url")
          .filter(url -> !isTold(new FileValues(object.file(), scope).of(url.value())))
          .ifPresent(
              url ->
                  findings.add(
                      object.file(),
                      url.range(),
                      "The data source tls_certificate connects to this host at plan time, and the"
                          + " name can carry data away; write the URL as a constant."));
    }
  }

  /** Whether it is a constant, or comes from an object that Terraform manages or reads. */
  private static boolean isTold(Possible url) {
    return url.isAddressOfObject()
        || !url.options().isEmpty()
            && url.options().stream()
                .allMatch(
                    option ->
                        option.isNull()
                            || option.isAddressOfObject()
                            || option instanceof Possible.Text text && text.literal().isPresent());
  }
}
