output "twice" {
  value = file(dirname("a//b") == "a" ? "/etc/hostname" : "safe.txt")
}

output "dot" {
  value = file(dirname("a/./b") == "a" ? "/etc/hostname" : "safe.txt")
}
