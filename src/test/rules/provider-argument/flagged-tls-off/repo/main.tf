provider "tfe" {
  ssl_skip_verify = true
}

provider "postgresql" {
  sslmode = "disable"
}

provider "postgresql" {
  alias    = "old"
  ssl_mode = var.mode
}

provider "snowflake" {
  insecure_mode          = true
  disable_ocsp_checks    = true
  disable_saml_url_check = "true"
  protocol               = "http"
}

provider "databricks" {
  skip_verify = true
}

provider "pagerduty" {
  insecure_tls = true
}

provider "kubernetes" {
  tls_server_name = "other.example"
}

provider "acme" {
  verify_ssl         = false
  ssl_verify         = false
  use_https          = false
  allow_insecure     = true
  disable_ssl_checks = true
  tls_skip_verify    = true
}

variable "mode" {
  type = string
}
