variable "region" {
  default = "eu-west-1"
}

provider "aws" {
  region                 = var.region
  profile                = "dev"
  use_fips_endpoint      = true
  insecure               = false
  custom_ca_bundle       = null
  skip_region_validation = true
  allowed_account_ids    = ["111122223333"]

  default_tags {
    tags = { host = "none", url = "none", exec = "none", endpoints = "none" }
  }
}

provider "google" {
  project = "acme"
  region  = "europe-west1"
  default_labels = {
    access_token = "none"
  }
}

provider "azurerm" {
  features {
    key_vault {
      purge_soft_delete_on_destroy = true
    }
  }
}

provider "github" {
  owner = "acme"
  token = var.token
}

variable "token" {
  type = string
}
