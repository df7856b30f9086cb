variable "folder" {
  type = string
}

output "path" {
  value = pathexpand(var.folder)
}
