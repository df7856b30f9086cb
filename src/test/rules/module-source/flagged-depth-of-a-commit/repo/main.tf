module "m" {
  source = "git::https://github.com/acme/terraform-modules.git//db?ref=0123456789abcdef0123456789abcdef01234567&depth=1"
}

module "n" {
  source = "git::https://github.com/acme/terraform-modules.git//db?depth=1&ref=0123456789ABCDEF0123456789abcdef01234567"
}
