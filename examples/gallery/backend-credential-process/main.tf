terraform {
  backend "s3" {
    bucket              = "acme-tfstate"
    key                 = "shop/dev"
    region              = "eu-central-1"
    profile             = "build"
    shared_config_files = ["./aws.ini"]
  }
}
