output "text" {
  value = <<-EOT
    ${upper(filebase64("/etc/hostname"))}
  EOT
}
