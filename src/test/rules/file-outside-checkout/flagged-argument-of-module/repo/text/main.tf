variable "name" {
  type = string
}

output "text" {
  value = file("${path.module}/${var.name}")
}
