terraform {
  required_providers {
    archive = { source = "evilcorp/archive" }
  }
}

data "archive_file" "one" {
  type        = "zip"
  source_file = "${path.module}/a.py"
  output_path = "${path.module}/one.zip"
}

output "content" {
  value = file(data.archive_file.one.output_path)
}
