variable "name" { type = string }
variable "labels" { type = map(string) }
variable "policy" { type = string }

resource "aws_s3_bucket" "this" {
  bucket = var.name
  tags   = var.labels
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = var.policy
}

output "arn" {
  value = aws_s3_bucket.this.arn
}
