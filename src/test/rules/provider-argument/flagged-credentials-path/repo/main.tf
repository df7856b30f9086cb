provider "google" {
  credentials = "keys/ci.json"
}
