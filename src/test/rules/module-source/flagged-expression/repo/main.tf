variable "where" {}

module "m" {
  source = "./modules/${var.where}"
}
