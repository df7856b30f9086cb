terraform {
  required_providers {
    google = { source = "hashicorp/google" }
  }
}

provider "google" {
  region = var.region
}

variable "region" {}
