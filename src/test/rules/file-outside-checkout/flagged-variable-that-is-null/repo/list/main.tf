variable "x" {
  type = list(string)
}

output "o" {
  value = file(var.x == null ? "/etc/hostname" : "safe.txt")
}
