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
    prefix = "examples/monorepo/services/shop/prod"
  }
}

provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

data "terraform_remote_state" "network" {
  backend = "gcs"
  config = {
    bucket = "acme-tfstate"
    prefix = "examples/monorepo/platform/network"
  }
}

data "terraform_remote_state" "events" {
  backend = "gcs"
  config = {
    bucket = "acme-tfstate"
    prefix = "examples/monorepo/platform/events"
  }
}

module "orders" {
  source = "../../../modules/queue"
  name   = "shop-orders-prod"
  team   = "shop"
}

module "assets" {
  source = "../../../modules/bucket"
  name   = "acme-shop-assets-prod"
  team   = "shop"
}

resource "aws_security_group" "shop" {
  name_prefix = "shop-prod-"
  description = file("${path.module}/description.txt")
  tags        = { team = "shop" }
}

output "events" {
  value = data.terraform_remote_state.events.outputs.queue
}

output "subnets" {
  value = data.terraform_remote_state.network.outputs.private_subnets
}
