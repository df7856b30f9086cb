data "terraform_remote_state" "n" {
  backend = "s3"
  config = {
    bucket = "example-tfstate"
    prefix = "."
  }
}
