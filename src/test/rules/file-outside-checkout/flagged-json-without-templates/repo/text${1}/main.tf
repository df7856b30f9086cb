variable "path" {
  default = "hostname"
}

output "text" {
  value = file(var.path)
}
