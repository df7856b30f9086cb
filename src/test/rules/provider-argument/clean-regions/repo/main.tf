variable "region" {}

provider "aws" {
  region = var.region
}

provider "google" {
  region = var.region
}

provider "google" {
  alias  = "eu"
  region = "${local.continent}-west1"
}

locals {
  continent = "europe"
}
