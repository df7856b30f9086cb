resource "aws_s3_bucket" "b" {
  provider = var.west ? aws.west : aws
}
