variable "x" {
  type = string
}

output "o" {
  value = file("${path.module}/${var.x}")
}
