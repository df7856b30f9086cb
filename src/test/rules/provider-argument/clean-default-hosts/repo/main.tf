provider "github" {
  base_url = "https://api.github.com/"
}

provider "gitlab" {
  base_url = "https://gitlab.com/api/v4"
}

provider "datadog" {
  api_url = "https://api.datadoghq.eu/"
}

provider "datadog" {
  alias   = "us"
  api_url = "https://api.us5.datadoghq.com"
}

provider "tfe" {
  hostname = "app.terraform.io"
}

provider "cloudflare" {
  base_url = "https://api.cloudflare.com/client/v4"
}

provider "google" {
  storage_custom_endpoint = "https://storage.googleapis.com/storage/v1/"
  run_custom_endpoint     = "https://run.googleapis.com/"
  universe_domain         = "googleapis.com"
}

provider "okta" {
  base_url = var.okta
}

provider "docker" {
  host = "unix:///var/run/docker.sock"
}

variable "okta" {
  default = "okta.com"
}
