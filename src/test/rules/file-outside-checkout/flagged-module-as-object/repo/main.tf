module "dev" {
  source = "./stage"
}

locals {
  stages = { dev = module.dev }
}

output "settings" {
  value = file(local.stages["dev"].file)
}
