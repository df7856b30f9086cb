variable "leaf" {
  const = true
}

module "leaf" {
  source = var.leaf
  next   = "../plain"
}
