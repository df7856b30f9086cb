data "terraform_remote_state" "other" {
  backend = "gcs"
  config = {
    bucket = "example-tfstate"
    prefix = "svc/prod"
  }
}
