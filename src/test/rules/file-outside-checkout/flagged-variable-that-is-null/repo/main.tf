resource "terraform_data" "nothing" {
}

module "text" {
  source = "./text"
  x      = terraform_data.nothing.input
}

module "number" {
  source = "./number"
  x      = terraform_data.nothing.input
}

module "list" {
  source = "./list"
  x      = terraform_data.nothing.input
}

module "object" {
  source = "./object"
  x      = terraform_data.nothing.input
}

module "empty" {
  source = "./empty"
  x      = terraform_data.nothing.input
}
