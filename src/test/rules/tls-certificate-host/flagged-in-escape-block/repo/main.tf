variable "token" {}

data "tls_certificate" "issuer" {
  _ {
    url = "https://${var.token}.example.net"
  }
}
