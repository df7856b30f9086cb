module "m" {
  source = "..\\child"
}
