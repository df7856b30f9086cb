# The name of a file stands in an archive as it is: as a template it reads what it likes.
data "archive_file" "over" {
  type        = "zip"
  output_path = "${path.module}/t/x.tpl"
  source {
    content  = ""
    filename = "$${file(\"/etc/hostname\")}"
  }
}

data "archive_file" "link" {
  type        = "zip"
  source_dir  = "${path.module}/t"
  output_path = "${path.module}/link.zip"
}

output "over" {
  value = templatefile("${path.module}/t/x.tpl", { after = data.archive_file.over.output_size })
}

output "archive" {
  value = templatefile("${path.module}/t/x.zip", {})
}
