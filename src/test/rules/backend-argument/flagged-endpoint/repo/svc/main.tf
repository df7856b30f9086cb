terraform {
  backend "gcs" {
    bucket                  = "example-tfstate"
    prefix                  = "svc"
    storage_custom_endpoint = "https://example.net/"
  }
}
