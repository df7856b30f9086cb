package dev.tfgate.rules.code;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import java.util.Set;

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
  public Set<String> types() {
    return TYPES;
  }

  /** The data source gives the public half of a key, the ephemeral makes a key. */
  @Override
  public boolean flags(String mode, String type) {
    return ReadRule.super.flags(mode, type)
        && !(mode.equals("data") && type.equals("google_service_account_key"));
  }

  @Override
  public String does() {
    return "gives a token of the CI to the configuration, which can send it anywhere; let the"
        + " provider itself impersonate.";
  }

  private static final Set<String> TYPES =
      Set.of(
          "google_service_account_access_token",
          "google_service_account_id_token",
          "google_service_account_jwt",
          "google_service_account_key",
          "aws_eks_cluster_auth_token",
          "azuread_access_token",
          "aws_cognito_identity_openid_token_for_developer_identity",
          "github_app_token",
          "kubernetes_token_request",
          "kubernetes_token_request_v1",
          "vault_aws_access_credentials",
          "vault_azure_access_credentials");
}
