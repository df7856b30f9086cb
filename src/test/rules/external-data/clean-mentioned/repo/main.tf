# data "external" "x" {}
locals {
  text = <<-EOT
    data "external" "x" {
      program = ["true"]
    }
  EOT
}

resource "aws_sqs_queue" "external" {
  name = "external"
}
