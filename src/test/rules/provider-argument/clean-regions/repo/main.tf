variable "region" {}

provider "aws" {
  region = var.region
}

provider "google" {
  region = var.region
}
