variable "bucket" {
  type    = string
  default = "example-tfstate"
}

locals {
  prefix = terraform.workspace
}

terraform {
  backend "gcs" {
    bucket = var.bucket
    prefix = local.prefix
  }
}
