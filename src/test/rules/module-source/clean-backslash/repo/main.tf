module "m" {
  source = ".\\child"
}
