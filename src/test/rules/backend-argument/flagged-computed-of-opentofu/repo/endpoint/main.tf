variable "bucket" {
  type    = string
  default = "example-tfstate"
}

locals {
  prefix = "endpoint"
}

terraform {
  backend "gcs" {
    bucket = var.bucket
    prefix = local.prefix
    storage_custom_endpoint = var.bucket
  }
}
