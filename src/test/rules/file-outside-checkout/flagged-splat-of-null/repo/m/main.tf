variable "text" {
  type = string
}

variable "number" {
  type = number
}

locals {
  secret = "/etc/hostname"
}

output "text" {
  value = file(length(var.text[*]) == 1 ? "safe.txt" : local.secret)
}

output "number" {
  value = file(length(var.number[*]) == 1 ? "safe.txt" : local.secret)
}

output "attributes" {
  value = file(length(var.text.*) == 1 ? "safe.txt" : local.secret)
}

output "loop" {
  value = file(length([for t in var.text[*] : t]) == 1 ? "safe.txt" : local.secret)
}

output "joined" {
  value = file(length(concat(var.text[*], [])) == 1 ? "safe.txt" : local.secret)
}

output "flat" {
  value = file(length(flatten([var.text[*]])) == 1 ? "safe.txt" : local.secret)
}

output "tried" {
  value = file(length(try(var.text[*], [1])) == 1 ? "safe.txt" : local.secret)
}
