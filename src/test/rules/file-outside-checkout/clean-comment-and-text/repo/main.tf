# file("/etc/hostname")
output "text" {
  value = "file(\"/etc/hostname\") and $${file(\"/etc/hostname\")}"
}
