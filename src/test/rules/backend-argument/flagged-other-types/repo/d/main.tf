terraform {
  backend "http" {
    address = "https://example.net/"
  }
}
