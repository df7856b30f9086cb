output "number_and_text" {
  value = file(length(toset(["1", 1])) == 1 ? "/etc/hostname" : "safe.txt")
}

output "bool" {
  value = file(length(toset([true, "true"])) == 1 ? "/etc/hostname" : "safe.txt")
}

output "distinct" {
  value = file(length(distinct([1, "1"])) == 1 ? "/etc/hostname" : "safe.txt")
}

output "union" {
  value = file(length(setunion(["1"], [1])) == 1 ? "/etc/hostname" : "safe.txt")
}
