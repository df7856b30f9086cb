terraform {
  required_version = ">= 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "6.50.0"
    }
  }

  backend "gcs" {
    bucket = "acme-tfstate"
    prefix = "deploy"
  }
}

provider "google" {
  project = var.project
  region  = var.region
}
