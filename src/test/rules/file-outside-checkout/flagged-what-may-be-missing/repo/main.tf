locals {
  accents = { "é" = "a.txt" }
  choice  = var.any ? { a = "a.txt" } : { b = "a.txt" }
}

variable "any" {
  type    = bool
  default = true
}

output "lookup" {
  value = file(lookup({ "é" = "a.txt" }, "other", "/etc/hostname"))
}

output "index" {
  value = file(try(local.accents["other"], "/etc/hostname"))
}

output "attribute" {
  value = file(try({ "é" = "a.txt" }.other, "/etc/hostname"))
}

output "unknown" {
  value = file(try({ a = "a.txt" }[terraform_data.key.output], "/etc/hostname"))
}

output "choice" {
  value = file(try(local.choice.a, "/etc/hostname"))
}

output "fraction" {
  value = file(try(["a.txt", "a.txt"][0.5], "/etc/hostname"))
}

resource "terraform_data" "key" {
  input = "other"
}
