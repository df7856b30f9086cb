resource "terraform_data" "host" {
  input = "https://example.net"
}

provider "kubernetes" {
  host = terraform_data.host.output
}
