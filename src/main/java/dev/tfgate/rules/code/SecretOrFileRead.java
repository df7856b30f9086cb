package dev.tfgate.rules.code;

import dev.tfgate.report.Enforcement;
import dev.tfgate.report.Layer;
import dev.tfgate.report.RuleDescription;
import java.util.Set;

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
  public Set<String> types() {
    return TYPES;
  }

  @Override
  public String does() {
    return "reads a secret or a local file at plan time; look at where the value goes.";
  }

  private static final Set<String> TYPES =
      Set.of(
          "local_file",
          "template_file",
          "kubectl_path_documents",
          "local_sensitive_file",
          "archive_file",
          "google_client_config",
          "google_secret_manager_secret_version",
          "google_secret_manager_secret_version_access",
          "aws_secretsmanager_secret_version",
          "aws_secretsmanager_random_password",
          "aws_ssm_parameter",
          "azurerm_key_vault_secret",
          "vault_generic_secret",
          "vault_kv_secret_v2",
          "vault_kv_secret",
          "aws_codeartifact_authorization_token",
          "aws_ecr_authorization_token",
          "aws_ecrpublic_authorization_token",
          "aws_redshift_cluster_credentials",
          "aws_redshiftserverless_credentials",
          "aws_eks_cluster_auth",
          "aws_kms_secrets",
          "aws_secretsmanager_secret_versions",
          "aws_ssm_parameters_by_path",
          "azurerm_key_vault_secrets",
          "google_kms_secret",
          "google_kms_secret_asymmetric",
          "google_parameter_manager_parameter_version_render",
          "google_secret_manager_regional_secret_version",
          "google_secret_manager_regional_secret_version_access",
          "google_storage_object_signed_url",
          "kubernetes_secret",
          "kubernetes_secret_v1",
          "onepassword_item",
          "tfe_outputs",
          "sops_external",
          "sops_file");
}
