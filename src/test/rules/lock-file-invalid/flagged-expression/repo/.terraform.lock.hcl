provider "registry.terraform.io/hashicorp/aws" {
  version = "5.100.0"
  hashes  = local.hashes
}
