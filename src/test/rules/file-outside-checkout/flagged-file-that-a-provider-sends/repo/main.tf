resource "google_apigee_api" "a" {
  name          = "a"
  config_bundle = "/root/bundle.zip"
}

resource "google_apigee_sharedflow" "a" {
  config_bundle = "../../../bundle.zip"
}

resource "google_apigee_keystores_aliases_pkcs12" "a" {
  file = "/root/key.p12"
}

resource "aws_connect_contact_flow" "a" {
  filename = "/proc/self/environ"
}

resource "aws_connect_contact_flow_module" "a" {
  filename = "/proc/self/environ"
}

resource "aws_gamelift_script" "a" {
  zip_file = "/root/a.zip"
}

resource "aws_rds_custom_db_engine_version" "a" {
  filename = "/root/a.json"
}

resource "azurerm_linux_function_app" "a" {
  zip_deploy_file = "/root/a.zip"
}

resource "azurerm_storage_share_file" "a" {
  source = "/root/a"
}

data "tfe_slug" "a" {
  source_path = "/root"
}

data "google_artifact_registry_file" "a" {
  output_path = "/usr/local/bin/terraform"
}
