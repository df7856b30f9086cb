provider "aws" {
  s3_us_east_1_regional_endpoint = "regional"
  use_dualstack_endpoint         = true
  s3_use_path_style              = true
  ec2_metadata_service_endpoint_mode = "IPv4"

  default_tags {
    tags = { url = "https://wiki.example", exec = "none", path = "/a" }
  }
}

provider "google" {
  prefer_regional_endpoints = true
  request_reason            = "release"
}

provider "postgresql" {
  sslmode  = "require"
  database = "shop"
  username = "ci"
}

provider "vault" {
  skip_child_token = true

  auth_login {
    path       = "auth/approle/login"
    parameters = { role_id = "ci", secret_id = var.secret }
  }
  headers {
    name  = "X-Url"
    value = "a"
  }
}

provider "snowflake" {
  organization_name = "acme"
  account_name      = "prod"
  role              = "DEPLOYER"
  protocol          = "https"
  insecure_mode     = false
}

provider "azurerm" {
  features {
    key_vault {
      purge_soft_delete_on_destroy = true
    }
  }
  use_oidc = true
}

provider "acme" {
  enable_endpoint = true
  max_path        = 3
  verify_ssl      = true
  labels          = { host = "a" }
}

variable "secret" {
  type = string
}

provider "kubectl" {
  load_config_file = false
}
