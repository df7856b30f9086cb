terraform {
  required_providers {
    aws = {
      source = "evilcorp/aws"
    }
  }
}

resource "aws_s3_bucket" "b" {}
