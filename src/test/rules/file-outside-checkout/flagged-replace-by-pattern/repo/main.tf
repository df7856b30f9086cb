output "o" {
  value = file(replace("x/etc/hostname", "/^[a-z]/", ""))
}
