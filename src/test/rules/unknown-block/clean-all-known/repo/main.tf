terraform {
  required_version = "~> 1.11"
  required_providers {}
}

variable "a" {}
locals {}
output "o" { value = 1 }
moved {
  from = aws_sqs_queue.a
  to   = aws_sqs_queue.b
}
