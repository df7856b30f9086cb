variable "number" {
  const   = true
  default = "1.2.3"
}

variable "name" {
  const   = true
  default = "net"
}

module "by_version" {
  source  = "acme/net/google"
  version = var.number
}

module "by_both" {
  source  = "acme/${var.name}/google"
  version = var.number
}

module "by_source" {
  source = "git::https://git.acme.example/${var.name}.git"
}
