resource "aws_s3_bucket" "b" {
  provider = evil.west
}
