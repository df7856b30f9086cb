terraform {
  required_providers {
    aws = {
      source  = true ? "hashicorp/aws" : "x"
      version = "${"~> "}5.0"
    }
  }
}
