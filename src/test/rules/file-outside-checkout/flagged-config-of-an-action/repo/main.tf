action "aws_cloudfront_create_invalidation" "x" {
  config {
    paths = [file("/etc/hostname")]
  }
}

resource "aws_sqs_queue" "q" {
  lifecycle {
    action_trigger {
      events    = [after_create]
      condition = file("/etc/hostname") == ""
      actions   = [action.aws_cloudfront_create_invalidation.x]
    }
  }
}
