terraform {
  backend "gcs" {
    bucket = "example-tfstate"
  }
}
