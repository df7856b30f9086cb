variable "kind" {
  type    = string
  default = "plain"
}

variable "settings" {
  default = { folder = "other" }
}

locals {
  folder = "./modules/${var.kind}"
}

module "by_local" {
  source = local.folder
}

module "by_attribute" {
  source = "./modules/${var.settings.folder}"
}

module "by_path" {
  source = "${path.module}/modules/plain"
}

module "by_function" {
  source = format("./modules/%s", var.kind)
}

module "caller" {
  source = "./modules/${join("", ["call", "er"])}"
  leaf   = "../leaf"
}
