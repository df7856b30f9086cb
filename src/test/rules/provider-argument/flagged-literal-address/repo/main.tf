provider "vault" {
  address = "https://vault.example.net"
}
