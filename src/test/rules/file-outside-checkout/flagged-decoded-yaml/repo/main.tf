locals {
  config = yamldecode(file("${path.module}/config.yaml"))
}

output "files" {
  value = [for name in local.config.files : file("${path.module}/${name}")]
}

output "named" {
  value = file(local.config.named)
}
