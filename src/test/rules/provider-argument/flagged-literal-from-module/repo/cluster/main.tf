output "endpoint" {
  value = "https://example.net"
}
