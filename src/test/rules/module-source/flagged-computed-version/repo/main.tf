variable "number" {
  const   = true
  default = "1.2.3"
}

variable "free" {
  const = true
}

module "by_file" {
  source  = "acme/net/google"
  version = var.number
}

module "by_nothing" {
  source  = "acme/net/google"
  version = var.free
}

module "range" {
  source  = "acme/net/google"
  version = "~> ${var.number}"
}
