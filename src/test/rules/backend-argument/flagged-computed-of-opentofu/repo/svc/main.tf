variable "bucket" {
  type    = string
  default = "example-tfstate"
}

locals {
  prefix = "svc"
}

terraform {
  backend "gcs" {
    bucket = var.bucket
    prefix = "svc"
  }
}
