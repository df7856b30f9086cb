terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

variable "name" {
  description = "Name of the queue; its dead letters go to NAME-dead"
  type        = string
}

variable "team" {
  description = "Who is called when it fills up"
  type        = string
}

variable "max_receives" {
  description = "How often a message may fail before it counts as dead"
  type        = number
  default     = 5
}

resource "aws_sqs_queue" "dead" {
  name                      = "${var.name}-dead"
  message_retention_seconds = 14 * 24 * 3600
  tags                      = { team = var.team }
}

resource "aws_sqs_queue" "this" {
  name                    = var.name
  sqs_managed_sse_enabled = true
  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = var.max_receives
  })
  tags = { team = var.team }
}

output "arn" {
  value = aws_sqs_queue.this.arn
}
