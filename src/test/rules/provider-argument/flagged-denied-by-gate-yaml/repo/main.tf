provider "acme" {
  debug_socket = "/run/acme"
}
