variable "name" {
  default = "function"
}

locals {
  zip = "${path.module}/build/function.zip"
}

data "archive_file" "local" {
  type        = "zip"
  source_dir  = "${path.module}/src"
  output_path = local.zip
}

data "archive_file" "named" {
  for_each    = toset(["a", "b"])
  type        = "zip"
  source_file = "${path.module}/src/${each.key}.py"
  output_path = "${path.module}/.build/${each.key}-${var.name}.zip"
}

output "text" {
  value = templatefile("${path.module}/src/text.tpl", {})
}
