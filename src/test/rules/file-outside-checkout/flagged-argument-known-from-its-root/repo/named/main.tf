output "path" {
  value = "/etc/passwd"
}
