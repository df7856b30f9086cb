module "m" {
  source = "git::https://github.com/acme/terraform-modules.git//db?ref=v1.2.3&depth=1"
}
