variable "e" {
  type      = string
  default   = "safe.txt"
  ephemeral = true
}

variable "none" {
  type    = string
  default = null
}

variable "object" {
  type    = object({ a = string })
  default = null
}

variable "number" {
  type    = number
  default = null
}

locals {
  secret = "/proc/self/environ"
  e      = var.e
}

output "by_local" {
  value = file(coalesce(ephemeralasnull(local.e), local.secret))
}

output "in_text" {
  value = file(coalesce(ephemeralasnull("${var.e}"), local.secret))
}

output "made" {
  value = file(coalesce(ephemeralasnull(lower(var.e)), local.secret))
}

output "element" {
  value = file(coalesce(ephemeralasnull([var.e])[0], local.secret))
}

output "attribute" {
  value = file(coalesce(ephemeralasnull({ a = var.e }).a, local.secret))
}

output "object" {
  value = file(length(var.object[*]) == 1 ? "safe.txt" : local.secret)
}

output "number" {
  value = file(length(var.number[*]) == 1 ? "safe.txt" : local.secret)
}

output "old_splat" {
  value = file(length(var.none.*) == 1 ? "safe.txt" : local.secret)
}

output "loop" {
  value = file(length([for x in var.none[*] : x]) == 1 ? "safe.txt" : local.secret)
}

output "chunks" {
  value = file([for x in [local.secret, "safe.txt"] : x][length(var.none[*])])
}
