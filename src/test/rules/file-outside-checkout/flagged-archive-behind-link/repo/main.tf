locals {
  text = file("${path.module}/t/x.zip")
}

# The link leads to a file that is not there yet.
data "archive_file" "over" {
  type        = "zip"
  output_path = "${path.module}/t/a.zip"
  source {
    content  = ""
    filename = "$${file(\"/etc/hostname\")}"
  }
}

output "link" {
  value = templatefile("${path.module}/t/link.tpl", { after = data.archive_file.over.output_size })
}

output "string" {
  value = templatestring(local.text, {})
}
