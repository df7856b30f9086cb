variable "given" {
  type    = object({ é = string })
  default = { é = "/proc/self/environ" }
}

variable "optional" {
  type    = object({ é = optional(string, "/proc/self/environ") })
  default = {}
}

locals {
  object = { "é" = "/proc/self/environ" }
  text   = "$${file(é)}"
}

module "m" {
  source = "./m"
}

output "given" {
  value = file(var.given.é)
}

output "optional" {
  value = file(try(var.optional.é, "safe.txt"))
}

output "attribute" {
  value = file(try(local.object.é, "safe.txt"))
}

output "output" {
  value = file(try(module.m.é, "safe.txt"))
}

output "splat" {
  value = file(concat([local.object][*].é, ["safe.txt"])[0])
}

output "each" {
  value = [for x in [local.object] : file(try(x.é, "safe.txt"))]
}

output "template" {
  value = templatefile("t.tftpl", local.object)
}

output "string" {
  value = templatestring(local.text, local.object)
}
