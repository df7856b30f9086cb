module "a" {
  source = "../modules/a"
}

module "b" {
  source = true ? "../modules/a" : "./b"
}
