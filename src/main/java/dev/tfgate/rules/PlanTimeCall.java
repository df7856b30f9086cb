package dev.tfgate.rules;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import java.util.Set;

/** Some data sources execute or send at plan time. */
final class PlanTimeCall implements ReadRule {
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
        + " Terraform or lift it under types.allow";
  }

  private static final Set<String> TYPES =
      Set.of(
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
