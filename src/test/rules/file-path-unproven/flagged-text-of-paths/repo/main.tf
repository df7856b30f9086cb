locals {
  above = trimsuffix(abspath("x/../../.."), "/..")
  cwd   = replace(path.cwd, "/", "")
  home  = trimprefix(pathexpand("~/x"), "~")
  up    = trimsuffix(dirname(abspath(".")), "/.")
}

output "above" {
  value = file("${local.above}/secret")
}

output "cwd" {
  value = file("${local.cwd}${substr(local.cwd, 0, 1)}/secret")
}

output "home" {
  value = file(local.home)
}

output "up" {
  value = file("${split("/", local.up)[0]}/secret")
}
