locals {
  queues = yamldecode(file("${path.module}/queues.yaml"))
}

# Those without a policy are left out, so that Terraform never asks them for one.
resource "aws_sqs_queue" "with_policy" {
  for_each = { for name, queue in local.queues : name => queue if try(queue.policy, "") != "" }

  name   = each.key
  policy = file("${path.module}/policies/${each.value.policy}.json")
}
