variable "package" {
  type = string
}

resource "local_file" "config" {
  filename = "${path.module}/out/config.json"
  content  = "{}"
}

data "archive_file" "function" {
  type        = "zip"
  output_path = "${path.module}/out/function.zip"
  source_file = local_file.config.filename
}

data "archive_file" "folder" {
  type        = "zip"
  output_path = "/tmp/folder.zip"
  source_dir  = "${path.module}/src"
}

resource "aws_lambda_function" "function" {
  function_name    = "function"
  role             = "arn:aws:iam::111122223333:role/function"
  filename         = data.archive_file.function.output_path
  source_code_hash = filebase64sha256(data.archive_file.function.output_path)
}

resource "aws_lambda_function" "built" {
  function_name = "built"
  role          = "arn:aws:iam::111122223333:role/function"
  filename      = var.package
}

resource "aws_s3_object" "all" {
  for_each = fileset("${path.module}/src", "**")
  bucket   = "b"
  key      = each.value
  source   = "${path.module}/src/${each.value}"
}

data "local_file" "written" {
  filename = aws_ssm_parameter.path.insecure_value
}

resource "google_storage_bucket_object" "folder" {
  bucket = "b"
  name   = "folder.zip"
  source = data.archive_file.folder.output_path
}

resource "local_file" "temporary" {
  filename = "/tmp/config.${random_id.x.hex}"
}
