variable "leaf" {
  type = string
}

module "leaf" {
  source = var.leaf
  next   = "../plain"
}
