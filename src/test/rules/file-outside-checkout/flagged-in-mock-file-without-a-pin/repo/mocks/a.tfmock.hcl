mock_resource "aws_s3_bucket" {
  defaults = {
    arn = file("/etc/hostname")
  }
}
