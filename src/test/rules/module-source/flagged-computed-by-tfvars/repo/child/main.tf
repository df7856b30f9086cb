variable "from" {
  const   = true
  default = "./grandchild"
}

module "grandchild" {
  source = var.from
}
