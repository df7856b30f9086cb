package dev.tfgate.rules.code;

import dev.tfgate.hcl.Attribute;
import dev.tfgate.hcl.Constant;
import dev.tfgate.hcl.ConstantEvaluator;
import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import dev.tfgate.rules.view.Findings;
import dev.tfgate.rules.view.Objects;
import dev.tfgate.rules.view.PlanFindings;
import dev.tfgate.rules.view.PlanScope;
import dev.tfgate.rules.view.Scope;
import dev.tfgate.terraform.BlockContent;
import dev.tfgate.terraform.ConfigurationDirectory;
import dev.tfgate.terraform.ConfiguredResource;
import dev.tfgate.terraform.PlanListener;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Some data sources execute or send at plan time. */
public final class PlanTimeCall implements ReadRule {
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
  public Set<String> types() {
    return TYPES;
  }

  @Override
  public String does() {
    return "executes or sends at plan time, before anyone has approved the plan; move it out of"
        + " Terraform or lift it under types.allow.";
  }

  @Override
  public void check(ConfigurationDirectory directory, Scope scope, Findings findings) {
    ReadRule.super.check(directory, scope, findings);
    for (Objects.Placed object : Objects.in(directory)) {
      String address = ADDRESSES.get(object.type());
      if (address == null
          || !READS.contains(object.mode())
          || scope.trust().allowsType(object.mode(), object.type())) {
        continue;
      }
      BlockContent.attribute(object.block(), address)
          .filter(PlanTimeCall::isSet)
          .ifPresent(
              argument ->
                  findings.add(object.file(), argument.range(), asks(object.address(), address)));
    }
  }

  @Override
  public PlanListener listen(PlanScope scope, PlanFindings findings) {
    PlanListener types = ReadRule.super.listen(scope, findings);
    return new PlanListener() {
      @Override
      public void configuredResource(ConfiguredResource resource) {
        types.configuredResource(resource);
        String address = ADDRESSES.get(resource.type());
        if (address != null
            && READS.contains(resource.mode())
            && resource.expressions().containsKey(address)
            && !scope.trust().allowsType(resource.mode(), resource.type())) {
          findings.add(resource.address(), asks(resource.mode() + "." + resource.type(), address));
        }
      }
    };
  }

  private static boolean isSet(Attribute argument) {
    return !ConstantEvaluator.evaluate(argument.value()).equals(Optional.of(new Constant.Null()));
  }

  private static String asks(String object, String address) {
    return "'%s' asks the host in '%s' at plan time, before anyone has approved the plan, and the request can carry data away; leave '%s' out, or lift the type under types.allow."
        .formatted(object, address, address);
  }

  /** Data sources that ask their own service, unless an argument names another host. */
  private static final Map<String, String> ADDRESSES = Map.of("aws_ip_ranges", "url");

  private static final Set<String> TYPES =
      Set.of(
          "aws_ecs_task_execution",
          "aws_lambda_invocation",
          "dns_a_record_set",
          "dns_aaaa_record_set",
          "dns_cname_record_set",
          "dns_mx_record_set",
          "dns_ns_record_set",
          "dns_ptr_record_set",
          "dns_srv_record_set",
          "dns_txt_record_set",
          "shell_script",
          "curl",
          "http_request",
          "restful_resource",
          "aws_ssm_command",
          "azapi_resource_action",
          "checkmate_http_health",
          "checkmate_tcp_echo",
          "external_schema",
          "graphql_query",
          "local_command",
          "terracurl_request");
}
