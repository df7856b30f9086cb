provider "aws" {
  region              = "eu-west-1"
  shared_config_files = ["${path.root}/aws.ini"]
}
