module "beside" {
  source = "./library"
  folder = ".."
  name   = "b.json"
}

module "below" {
  source = "./library"
  folder = "templates"
  name   = "../../templates/a.json"
}
