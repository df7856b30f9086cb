variable "x" {
  type = object({ a = string })
}

output "o" {
  value = file(var.x == null ? "/etc/hostname" : "safe.txt")
}
