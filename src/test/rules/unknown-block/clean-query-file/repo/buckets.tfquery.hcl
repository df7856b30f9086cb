list "aws_s3_bucket" "all" {
  provider = aws
}
