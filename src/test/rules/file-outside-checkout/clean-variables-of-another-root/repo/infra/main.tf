variable "x" {
  default = "a.txt"
}

output "o" {
  value = file("${path.module}/${var.x}")
}
