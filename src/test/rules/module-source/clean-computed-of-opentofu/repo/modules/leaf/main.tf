variable "next" {
  type = string
}

module "next" {
  source = var.next
}
