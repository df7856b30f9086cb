locals {
  kind = "child"
}

module "m" {
  source = "./${local.kind}"
}
