module "m" {
  source = "./a/b/c/d/e/f/mod"
  x      = "../../../etc/hostname"
}
