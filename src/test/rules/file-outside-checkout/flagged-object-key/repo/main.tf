output "keys" {
  value = { (file("/etc/hostname")) = 1 }
}
