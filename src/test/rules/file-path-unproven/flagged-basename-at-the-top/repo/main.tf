variable "name" {
  type = string
}

output "text" {
  value = file("${path.module}/${basename(var.name)}/config")
}
