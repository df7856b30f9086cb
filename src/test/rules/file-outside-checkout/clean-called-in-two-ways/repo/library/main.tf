variable "folder" {
  type = string
}

variable "name" {
  type = string
}

output "document" {
  value = jsondecode(file("${path.module}/${var.folder}/${var.name}"))
}
