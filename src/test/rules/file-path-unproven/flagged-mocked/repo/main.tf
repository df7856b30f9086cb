data "archive_file" "one" {
  type        = "zip"
  source_file = "${path.module}/a.py"
  output_path = "${path.module}/one.zip"
}

module "names" {
  source = "./names"
}

output "archive" {
  value = file(data.archive_file.one.output_path)
}

output "named" {
  value = file(module.names.path)
}
