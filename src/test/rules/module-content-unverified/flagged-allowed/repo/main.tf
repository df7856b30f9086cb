module "m" {
  source = "git::https://github.com/acme/terraform-modules.git//db?ref=0123456789abcdef0123456789abcdef01234567"
}
