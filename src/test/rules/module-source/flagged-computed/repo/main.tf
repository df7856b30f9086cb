locals {
  host  = "evil.example"
  loop  = local.loop
  given = var.x
}

variable "x" {
  const   = true
  default = "./child"
}

module "foreign" {
  source = "git::https://${local.host}/m.git"
}

module "variable" {
  source = var.x
}

module "through_local" {
  source = local.given
}

module "circle" {
  source = local.loop
}

module "function" {
  source = format("./%s", "child")
}

module "path" {
  source = "${path.module}/child"
}
