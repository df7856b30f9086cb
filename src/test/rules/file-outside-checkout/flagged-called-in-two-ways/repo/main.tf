module "plain" {
  source = "./library"
}

module "named" {
  source = "./library"
  folder = "${path.module}/templates"
}

module "other" {
  source = "./library"
  folder = "${path.module}/../other"
}
