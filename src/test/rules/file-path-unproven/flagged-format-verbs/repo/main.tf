output "plus" {
  value = file(format("%+v%s", "/etc/hostname", ""))
}

output "sharp" {
  value = file(format("%#v%s", 1, "/../../../../../../../etc/hostname"))
}

output "order" {
  value = file(format("%[2]s%[1]s", "/etc/hostname", ""))
}

output "list" {
  value = try(file(format("%v/../../../../../../../etc/hostname", ["a"])), "")
}
