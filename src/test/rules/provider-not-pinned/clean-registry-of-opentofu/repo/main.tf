terraform {
  required_providers {
    aws = {
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  for_each = toset(["eu-central-1", "eu-west-1"])
  alias    = "regions"
  region   = each.key
}

resource "aws_sqs_queue" "q" {
  for_each = toset(["eu-central-1"])
  provider = aws.regions[each.key]
}
