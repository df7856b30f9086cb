locals {
  twice  = jsondecode(file("${path.module}/twice.json"))
  broken = jsondecode(file("${path.module}/broken.json"))
  yaml   = yamldecode(file("${path.module}/config.yaml"))
  csv    = csvdecode(file("${path.module}/config.csv"))
}

output "twice" {
  value = file("${path.module}/${local.twice.path}")
}

output "broken" {
  value = file("${path.module}/${local.broken.path}")
}

output "yaml" {
  value = file("${path.module}/${local.yaml.path}")
}

output "csv" {
  value = file("${path.module}/${local.csv[0].path}")
}
