locals {
  config = jsondecode(file("${path.module}/config.json"))
}

output "files" {
  value = [for each in local.config.files : file("${path.module}/${each.path}")]
}
