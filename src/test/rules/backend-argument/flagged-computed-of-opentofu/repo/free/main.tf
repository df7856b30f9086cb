variable "bucket" {
  type    = string
}

locals {
  prefix = "free"
}

terraform {
  backend "gcs" {
    bucket = var.bucket
    prefix = local.prefix
  }
}
