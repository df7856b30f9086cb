module "c" {
  source = "../../a/c"
}

module "d" {
  source = "./../../a/../a/d"
}
