variable "template" {
  type = string
}

output "text" {
  value = templatestring(var.template, {})
}
