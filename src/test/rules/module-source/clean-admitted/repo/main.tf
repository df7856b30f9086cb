module "vpc" {
  source = "git::https://github.com/acme/terraform-modules.git//vpc?ref=0123456789012345678901234567890123456789"
}
