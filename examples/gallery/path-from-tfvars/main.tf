variable "motd" {
  type    = string
  default = "motd.txt"
}

output "motd" {
  value = file("${path.module}/${var.motd}")
}
