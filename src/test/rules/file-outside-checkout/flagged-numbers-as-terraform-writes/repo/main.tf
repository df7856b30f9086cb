locals {
  secret = "/etc/hostname"
}

output "thousands" {
  value = file(format("%v", 1000000) == "1000000" ? "safe.txt" : local.secret)
}

output "digits" {
  value = file(format("%v", 123456789) == "123456789" ? "safe.txt" : local.secret)
}

output "large" {
  value = file(format("%v", 100000000000000000000000) == "100000000000000000000000" ? "safe.txt" : local.secret)
}

output "small" {
  value = file(format("%v", 0.00001) == "0.00001" ? "safe.txt" : local.secret)
}

output "exponent" {
  value = file(join("", [1e1001]) == "1e999" ? "safe.txt" : local.secret)
}
