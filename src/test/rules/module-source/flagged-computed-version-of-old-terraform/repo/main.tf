variable "number" {
  default = "1.2.3"
}

module "m" {
  source  = "acme/net/google"
  version = var.number
}
