# provisioner "local-exec" {}
resource "aws_sqs_queue" "provisioner" {
  name = "provisioner \"local-exec\" {}"
  tags = { connection = "none" }
}
