data "archive_file" "anywhere" {
  type        = "zip"
  source_dir  = "${path.module}/t"
  output_path = formatdate("'/etc/tfgate/x.zip'", plantimestamp())
}

data "archive_file" "anything" {
  type        = "zip"
  source_dir  = "${path.module}/t"
  output_path = "${path.module}/t/${basename(formatdate("'x.tpl'", plantimestamp()))}"
}

output "archive" {
  value = templatefile("${path.module}/t/${basename(formatdate("'x.zip'", plantimestamp()))}", {})
}
