variable "path" {
  default = "note.txt"
}

output "text" {
  value = file(var.path)
}
