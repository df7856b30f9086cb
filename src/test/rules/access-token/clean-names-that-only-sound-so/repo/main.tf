data "google_site_verification_token" "a" {
}

data "cloudflare_api_token" "a" {
}

data "azurerm_container_registry_token" "a" {
}

data "google_vmwareengine_nsx_credentials" "a" {
}

data "databricks_mws_credentials" "a" {
}

resource "acme_token" "a" {
}

data "aws_ecr_authorization_token" "a" {
}
