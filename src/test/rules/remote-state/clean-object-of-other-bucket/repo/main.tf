variable "bucket" {}

data "google_storage_bucket_object_content" "file" {
  bucket = "example-files"
  name   = "file"
}

data "aws_s3_object" "file" {
  bucket = var.bucket
  key    = "file"
}
