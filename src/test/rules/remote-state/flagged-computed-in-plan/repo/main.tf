data "terraform_remote_state" "n" {
  backend = "gcs"
  config = {
    bucket = "example-tfstate"
    prefix = "."
  }
}
