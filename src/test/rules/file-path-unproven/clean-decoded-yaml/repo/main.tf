locals {
  config = yamldecode(file("${path.module}/config.yaml"))
}

output "files" {
  value = [for each in local.config.files : file("${path.module}/${each.path}")]
}

output "by_name" {
  value = { for name, path in local.config.templates : name => templatefile(path, {}) }
}

output "folder" {
  value = [for name in fileset(local.config.folder, "*.json") : file("${local.config.folder}/${name}")]
}
