variable "next" {
  const = true
}

module "next" {
  source = var.next
}
