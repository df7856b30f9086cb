variable "region" {
  default = "us-gov-west-1"
}

provider "aws" {
  region                 = var.region
  sts_region             = "us-gov-west-1"
  skip_region_validation = true
}

data "aws_region" "current" {}

provider "aws" {
  alias      = "same"
  region     = data.aws_region.current.name
  sts_region = data.aws_region.current.name
}
