terraform {
  required_providers {
    aws = {
      source = var.vendor
    }
  }
}
