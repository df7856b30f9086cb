data "terraform_remote_state" "x" {
  backend = "gcs"

  config = {
    bucket = "example-tfstate"
    prefix = "a"
  }
}
