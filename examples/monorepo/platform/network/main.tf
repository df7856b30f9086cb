terraform {
  required_version = "~> 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.100"
    }
  }

  backend "gcs" {
    bucket = "acme-tfstate"
    prefix = "examples/monorepo/platform/network"
  }
}

provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
  tags       = { team = "platform" }
}

resource "aws_subnet" "private" {
  for_each   = { a = 0, b = 1 }
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 4, each.value)
  tags       = { team = "platform" }
}

output "private_subnets" {
  value = [for subnet in aws_subnet.private : subnet.id]
}
