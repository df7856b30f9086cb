terraform {
  required_providers {
    aws = local.aws
  }
}
