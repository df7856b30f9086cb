locals {
  parts = ["", "etc", "hostname"]
}

output "text" {
  value = file(join("/", local.parts))
}
