locals {
  kind   = "child"
  folder = "./${local.kind}"
}

module "m" {
  source = local.folder
}

module "n" {
  source = "./${local.kind}"
}
