action "aws_cloudfront_create_invalidation" "x" {
  config {
    endpoints = {
      sts = "https://evil.example"
    }
  }
}
