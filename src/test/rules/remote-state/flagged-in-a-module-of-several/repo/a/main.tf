module "m" {
  source = "../m"
}
