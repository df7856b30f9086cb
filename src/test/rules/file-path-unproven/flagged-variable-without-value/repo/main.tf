variable "name" {
  type = string
}

output "text" {
  value = file("${path.module}/files/${var.name}")
}
