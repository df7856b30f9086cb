variable "set" {}

output "set" {
  value = file(var.set)
}
