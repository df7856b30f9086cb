provider "aws" {
  ec2_metadata_service_endpoint = "http://example.net"
}
