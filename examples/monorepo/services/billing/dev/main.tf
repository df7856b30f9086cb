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
    prefix = "examples/monorepo/services/billing/dev"
  }
}

provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

locals {
  queues = {
    invoices = { max_receives = 3 }
    payments = { max_receives = 10 }
  }
}

module "queue" {
  source   = "../../../modules/queue"
  for_each = local.queues

  name         = "billing-${each.key}-dev"
  team         = "billing"
  max_receives = each.value.max_receives
}
