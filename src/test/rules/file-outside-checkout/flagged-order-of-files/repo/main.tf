locals {
  path   = "safe.txt"
  second = "safe.txt"
}

output "o" {
  value = file(local.path)
}
