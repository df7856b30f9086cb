terraform {
  backend "gcs" {
    bucket = "example-tfstate"
    prefix = "svc/dev/../prod"
  }
}
