variable "path" {
  default = "text/note.txt"
}

output "text" {
  value = file(var.path)
}
