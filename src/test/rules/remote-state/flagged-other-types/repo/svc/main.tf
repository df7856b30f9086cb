data "terraform_remote_state" "a" {
  backend = "http"
  config = {
    address = "https://example.net/${terraform.workspace}"
  }
}

data "terraform_remote_state" "b" {
  backend = "s3"
  config = {
    bucket              = "x"
    key                 = "y"
    shared_config_files = ["./aws.ini"]
  }
}
