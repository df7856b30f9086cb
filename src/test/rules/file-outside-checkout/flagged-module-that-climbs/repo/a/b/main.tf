module "c" {
  source = "../../a/c"
}
