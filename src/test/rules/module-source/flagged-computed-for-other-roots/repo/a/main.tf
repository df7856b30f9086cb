locals {
  host = "git.acme.example"
}

module "m" {
  source = "git::https://${local.host}/m.git"
}
