variable "name" {
  type = string
}

output "settings" {
  value = { file = "${var.name}.json" }
}
