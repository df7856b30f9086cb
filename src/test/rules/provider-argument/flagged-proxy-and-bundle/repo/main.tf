provider "aws" {
  https_proxy      = "http://example.net:3128"
  custom_ca_bundle = "ca.pem"
  insecure         = true
}
