module "child" {
  source = "./child"
  folder = "~/.config"
}
