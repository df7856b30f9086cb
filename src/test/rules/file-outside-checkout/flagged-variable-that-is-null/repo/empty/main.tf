variable "x" {
  type = string
}

output "o" {
  value = file(length(compact([var.x])) == 0 ? "/etc/hostname" : "safe.txt")
}
