terraform {
  required_providers {
    aws = {
      source    = "hashicorp/aws"
      (var.key) = "evilcorp/aws"
    }
  }
}
