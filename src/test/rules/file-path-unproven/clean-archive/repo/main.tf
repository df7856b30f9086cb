data "archive_file" "one" {
  type        = "zip"
  source_dir  = "${path.module}/lambda"
  output_path = "${path.module}/build/one.zip"
}

data "archive_file" "each" {
  for_each    = toset(["a", "b"])
  type        = "zip"
  source_file = "${path.module}/${each.key}.py"
  output_path = "${path.module}/build/${each.key}.zip"
}

data "archive_file" "counted" {
  count       = 2
  type        = "zip"
  source_file = "${path.module}/${count.index}.py"
  output_path = "build/${count.index}.zip"
}

resource "local_file" "settings" {
  filename = "${path.module}/build/settings.json"
  content  = "{}"
}

output "hashes" {
  value = [
    filebase64sha256(data.archive_file.one.output_path),
    filebase64sha256(data.archive_file.each["a"].output_path),
    filebase64sha256(data.archive_file.counted[0].output_path),
    filesha256(local_file.settings.filename),
  ]
}
