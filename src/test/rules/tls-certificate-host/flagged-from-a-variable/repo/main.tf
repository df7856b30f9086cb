variable "token" {}

data "tls_certificate" "issuer" {
  url = "https://${var.token}.example.net"
}
