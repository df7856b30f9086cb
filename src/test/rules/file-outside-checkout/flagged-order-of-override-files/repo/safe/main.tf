variable "path" {
  type = string
}

output "o" {
  value = file(var.path)
}
