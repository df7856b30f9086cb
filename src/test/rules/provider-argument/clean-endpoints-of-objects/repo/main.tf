provider "aws" {
  region = "eu-west-1"

  endpoints {
    s3  = "https://${aws_vpc_endpoint.s3.dns_entry[0].dns_name}"
    sts = "https://sts.eu-west-1.amazonaws.com"
    iam = null
  }
}

provider "google" {
  storage_custom_endpoint = google_compute_global_forwarding_rule.apis.service_directory_address
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = "vpc-1"
  service_name = "com.amazonaws.eu-west-1.s3"
}

resource "google_compute_global_forwarding_rule" "apis" {
  name = "apis"
}
