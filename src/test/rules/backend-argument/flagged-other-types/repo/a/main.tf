terraform {
  backend "s3" {
    bucket                   = "example-tfstate"
    key                      = "a"
    shared_config_files      = ["./aws.ini"]
  }
}
