module "moving" {
  source = "git::https://github.com/acme/terraform-modules.git//vpc?ref=main"
}
module "without_ref" {
  source = "git::https://github.com/acme/terraform-modules.git//vpc"
}
module "key" {
  source = "git::https://github.com/acme/terraform-modules.git//vpc?ref=0123456789012345678901234567890123456789&sshkey=x"
}
module "two_refs" {
  source = "git::https://github.com/acme/terraform-modules.git//vpc?ref=0123456789012345678901234567890123456789&ref=main"
}
module "up" {
  source = "git::https://github.com/acme/terraform-modules.git//..?ref=0123456789012345678901234567890123456789"
}
module "escaped" {
  source = "git::https://github.com/acme/terraform-modules.git//%2e%2e?ref=0123456789012345678901234567890123456789"
}
module "program" {
  source = "git::ext::sh -c id"
}
module "other" {
  source = "git::https://github.com/acme/other.git//vpc?ref=0123456789012345678901234567890123456789"
}
