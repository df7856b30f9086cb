locals {
  config = jsondecode(file("${path.module}/config.json"))
  inline = jsondecode("{\"name\": \"a.txt\"}")
}

output "files" {
  value = [for each in local.config.files : file("${path.module}/${each.path}")]
}

output "inline" {
  value = file("${path.module}/${local.inline.name}")
}
