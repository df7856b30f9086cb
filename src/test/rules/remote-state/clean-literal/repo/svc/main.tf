data "terraform_remote_state" "a" {
  backend = "gcs"
  config = {
    bucket = "example-tfstate"
    prefix = "svc"
  }
}
