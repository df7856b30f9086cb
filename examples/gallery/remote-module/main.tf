module "vpc" {
  source = "git::https://github.com/evilcorp/terraform-aws-vpc.git?ref=main"
}
