action "aws_cloudfront_create_invalidation" "x" {
  config {
    distribution_id = "E1"
  }
}
