terraform {
  required_providers {
    amazon = {
      source = "Registry.Terraform.IO/HashiCorp/AWS"
    }
  }
}

resource "aws_s3_bucket" "b" {
  provider = amazon
}
