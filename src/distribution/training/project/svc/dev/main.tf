terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
  backend "gcs" {
    bucket = "acme-tfstate"
    prefix = "svc/dev"
  }
}

provider "aws" {
  region = "eu-central-1"

  default_tags {
    tags = {
      stage   = "dev"
      project = var.project
    }
  }
}

provider "aws" {
  alias  = "us"
  region = "us-east-1"
}

locals {
  # One bucket for each purpose.
  names  = { for purpose in var.purposes : purpose => lower("${var.project}-${purpose}") }
  labels = merge(var.labels, { team = "shop", stage = "dev" })
}

module "bucket" {
  source   = "../../modules/bucket"
  for_each = local.names
  name     = each.value
  labels   = local.labels
  policy = jsonencode({
    bindings = [{ role = "roles/storage.objectViewer", members = ["group:shop@example.com"] }]
  })
}

data "aws_region" "this" {}

resource "aws_sqs_queue" "events" {
  count          = var.events ? 2 : 0
  name           = "events-${count.index}-${data.aws_region.this.name}"
  redrive_policy = jsonencode({ deadLetterTargetArn = "arn:aws:sqs:eu-central-1::dead", maxReceiveCount = 5 })
  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_instance" "worker" {
  ami           = "ami-00000000000000000"
  instance_type = "t3.small"
  user_data     = <<-EOT
    #!/bin/sh
    echo "${var.project}"
    %{for name in values(local.names)~}
    echo ${name}
    %{endfor~}
  EOT
  dynamic "ebs_block_device" {
    for_each = var.disk == null ? [] : [var.disk]
    content {
      device_name = ebs_block_device.value
      encrypted   = true
    }
  }
  depends_on = [module.bucket]
}

output "buckets" {
  value     = [for bucket in module.bucket : bucket.arn]
  sensitive = true
}
