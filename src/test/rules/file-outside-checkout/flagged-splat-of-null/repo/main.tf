resource "terraform_data" "nothing" {
}

module "m" {
  source = "./m"
  text   = terraform_data.nothing.input
  number = terraform_data.nothing.input
}

output "all" {
  value = module.m
}
