variable "policy_file" {
  type    = string
  default = null
}

variable "extra" {
  type    = map(string)
  default = {}
}

output "policy" {
  value = var.policy_file == null ? null : file(var.policy_file)
}

output "extra" {
  value = { for name, file in var.extra : name => file("${path.module}/${file}") }
}

output "try" {
  value = try(file(var.policy_file), file("${path.module}/default.json"))
}

output "coalesce" {
  value = file(coalesce(var.policy_file, "${path.module}/default.json"))
}
