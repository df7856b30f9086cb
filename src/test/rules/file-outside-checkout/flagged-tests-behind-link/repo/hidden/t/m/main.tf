variable "path" { default = "x.txt" }
output "o" { value = file(var.path) }
