locals {
  folder   = "${path.module}/policies"
  policies = { for file in fileset(local.folder, "**/*.json") : trimsuffix(file, ".json") => jsondecode(file("${local.folder}/${file}")) }
}

output "policies" {
  value = local.policies
}

output "relative" {
  value = [for name in fileset(path.module, "policies/*.json") : file("${path.module}/${name}")]
}
