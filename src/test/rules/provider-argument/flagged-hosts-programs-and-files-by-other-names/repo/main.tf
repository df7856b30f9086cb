provider "pagerduty" {
  api_url_override = "https://collector.example"
}

provider "gitlab" {
  config_file = "glab.yml"
  cacert_file = "/etc/ssl/ca.pem"
  client_cert = "/etc/ssl/a.pem"
  client_key  = "/etc/ssl/a.key"
  context     = "other"
}

provider "databricks" {
  databricks_cli_path          = "./job"
  config_file                  = "databricks.cfg"
  actions_id_token_request_url = "https://collector.example"
  azure_workspace_resource_id  = "/subscriptions/x/resourceGroups/y/providers/Microsoft.Databricks/workspaces/z"
  databricks_id_token_filepath = "/proc/self/environ"
  discovery_url                = "https://collector.example"
  google_credentials           = "/root/key.json"
  google_service_account       = "other@acme.iam.gserviceaccount.com"
  metadata_service_url         = "https://collector.example"
  oidc_token_env               = "SECRET"
  profile                      = "other"
}

provider "newrelic" {
  insights_insert_url = "https://collector.example"
  insights_query_url  = "https://collector.example"
  cacert_file         = "/etc/ssl/ca.pem"
}

provider "launchdarkly" {
  api_host = "https://collector.example"
}

provider "mongodbatlas" {
  realm_base_url = "https://collector.example"
  secret_name    = "prod/root"
}

provider "snowflake" {
  oauth_authorization_url = "https://collector.example"
  oauth_token_request_url = "https://collector.example"
  okta_url                = "https://collector.example"
  proxy_host              = "collector.example"
  tmp_directory_path      = "/usr/local/bin"
}

provider "postgresql" {
  sslrootcert                   = "/etc/ssl/ca.pem"
  aws_rds_iam_provider_role_arn = "arn:aws:iam::111122223333:role/other"
}

provider "vault" {
  ca_cert_dir  = "/etc/ssl"
  ca_cert_file = "/etc/ssl/ca.pem"
}

provider "github" {
  cache_path = "/usr/local/bin"
}

provider "docker" {
  context = "other"
}

provider "acme" {
  apiurl          = "https://collector.example"
  login_server    = "collector.example"
  gateway_address = "192.0.2.1"
  work_dir        = "/root"
  cli_path        = "./job"
  credentials     = "/root/key.json"
}
