variable "files" {
  type = list(string)
}

output "texts" {
  value = [for name in var.files : file(name)]
}

output "first" {
  value = file(var.files[0])
}
