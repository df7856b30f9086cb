variable "path" {
  type = string
}

data "local_file" "variable" {
  filename = var.path
}

resource "terraform_data" "path" {
  triggers_replace = [var.path]
}

data "local_file" "passed" {
  filename = terraform_data.path.triggers_replace[0]
}
