module "plain" {
  source = "./library"
}

module "named" {
  source = "./library"
  folder = "${path.module}/templates"
}
