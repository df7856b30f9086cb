data "github_actions_registration_token" "a" {
}

data "vault_ssh_secret_backend_sign" "a" {
}

data "vault_transit_sign" "a" {
}

data "vault_nomad_access_token" "a" {
}

ephemeral "vault_userpass_auth_login" "a" {
}

ephemeral "vault_spiffe_secret_backend_mintjwt" "a" {
}

ephemeral "vault_database_secret" "a" {
}

ephemeral "vault_pki_secret_backend_ca_key_export" "a" {
}

ephemeral "aws_sts_web_identity_token" "a" {
}

ephemeral "tfe_team_token" "a" {
}

ephemeral "kubernetes_certificate_signing_request_v1" "a" {
}

ephemeral "mongodbatlas_service_account_jwt" "a" {
}

data "snowflake_system_generate_scim_access_token" "a" {
}

data "azurerm_storage_account_sas" "a" {
}

data "acme_session_token" "a" {
}

data "acme_admin_login" "a" {
}

ephemeral "acme_signed_jwt" "a" {
}

data "acme_database_credentials" "a" {
}
