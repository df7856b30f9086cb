data "aws_ip_ranges" "s3" {
  services = ["s3"]
  regions  = ["eu-west-1"]
  url      = null
}
