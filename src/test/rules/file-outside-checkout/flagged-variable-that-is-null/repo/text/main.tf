variable "x" {
  type = string
}

output "o" {
  value = file(var.x == null ? "/etc/hostname" : "safe.txt")
}
