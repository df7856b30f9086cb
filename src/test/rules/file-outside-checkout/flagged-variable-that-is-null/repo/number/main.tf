variable "x" {
  type = number
}

output "o" {
  value = file(var.x == null ? "/etc/hostname" : "safe.txt")
}
