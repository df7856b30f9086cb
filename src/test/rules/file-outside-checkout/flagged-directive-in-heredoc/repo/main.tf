output "text" {
  value = <<-EOT
    %{for line in split("\n", file("/etc/passwd"))}${line}%{endfor}
  EOT
}
