data "azurerm_function_app_host_keys" "a" {
}

data "vault_transit_decrypt" "a" {
}

data "gitlab_project_variables" "a" {
}

data "google_vmwareengine_vcenter_credentials" "a" {
}

data "kubernetes_resource" "a" {
}

data "datadog_api_key" "a" {
}

data "tfe_slug" "a" {
  source_path = "src"
}

ephemeral "vault_gcpkms_decrypt" "a" {
}

ephemeral "azurerm_key_vault_certificate" "a" {
}

data "acme_text_decrypt" "a" {
}

data "aws_s3_object" "b" {
}

data "azurerm_storage_account" "b" {
}

data "azurerm_kubernetes_cluster" "b" {
}

data "github_repository_file" "b" {
}

data "google_storage_bucket_object_content" "b" {
}
