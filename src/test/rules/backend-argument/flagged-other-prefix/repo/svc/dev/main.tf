terraform {
  backend "gcs" {
    bucket = "example-tfstate"
    prefix = "svc/prod"
  }
}
