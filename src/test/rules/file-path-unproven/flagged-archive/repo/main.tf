variable "path" {
  type = string
}

data "archive_file" "named" {
  type        = "zip"
  source_file = "${path.module}/a.py"
  output_path = var.path
}

data "archive_file" "itself" {
  type        = "zip"
  source_file = "${path.module}/a.py"
  output_path = data.archive_file.itself.output_path
}

output "content" {
  value = [
    file(data.archive_file.named.output_path),
    file(data.archive_file.itself.output_path),
    file(data.archive_file.named.output_md5),
    file(data.archive_file.missing.output_path),
  ]
}
