variable "stage" {
  type = string
}

module "dev" {
  source = "./stage"
  name   = "dev"
}

module "prod" {
  source = "./stage"
  count  = 1
  name   = "prod"
}

locals {
  stages = { dev = module.dev, prod = module.prod[0] }
}

output "settings" {
  value = file("${path.module}/${local.stages[var.stage].settings.file}")
}
