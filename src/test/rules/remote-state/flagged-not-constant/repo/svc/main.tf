variable "bucket" {}

data "terraform_remote_state" "a" {
  backend = "gcs"
  config = {
    bucket = var.bucket
    prefix = "svc"
  }
}
