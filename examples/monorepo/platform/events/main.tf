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
    prefix = "examples/monorepo/platform/events"
  }
}

provider "aws" {
  region = var.region
}

variable "region" {
  type    = string
  default = "eu-central-1"
}

module "queue" {
  source = "../../modules/queue"
  name   = "platform-events"
  team   = "platform"
}

output "queue" {
  value = module.queue.arn
}
