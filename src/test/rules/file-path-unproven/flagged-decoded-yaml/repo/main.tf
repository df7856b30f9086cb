locals {
  alias       = yamldecode(file("${path.module}/alias.yaml"))
  block       = yamldecode(file("${path.module}/block.yaml"))
  boolean_key = yamldecode(file("${path.module}/boolean-key.yaml"))
  boolean     = yamldecode(file("${path.module}/boolean.yaml"))
  colon       = yamldecode(file("${path.module}/colon.yaml"))
  date        = yamldecode(file("${path.module}/date.yaml"))
  directive   = yamldecode(file("${path.module}/directive.yaml"))
  documents   = yamldecode(file("${path.module}/documents.yaml"))
  empty_block = yamldecode(file("${path.module}/empty-block.yaml"))
  merge       = yamldecode(file("${path.module}/merge.yaml"))
  octal       = yamldecode(file("${path.module}/octal.yaml"))
  separator   = yamldecode(file("${path.module}/separator.yaml"))
  tab         = yamldecode(file("${path.module}/tab.yaml"))
  tag         = yamldecode(file("${path.module}/tag.yaml"))
  twice       = yamldecode(file("${path.module}/twice.yaml"))
  underscore  = yamldecode(file("${path.module}/underscore.yaml"))
}

output "alias" {
  value = file(local.alias.path)
}

output "block" {
  value = file(local.block.path)
}

output "boolean_key" {
  value = file(local.boolean_key.path)
}

output "boolean" {
  value = file(local.boolean.path)
}

output "colon" {
  value = file(local.colon.path)
}

output "date" {
  value = file(local.date.path)
}

output "directive" {
  value = file(local.directive.path)
}

output "documents" {
  value = file(local.documents.path)
}

output "empty_block" {
  value = file(local.empty_block.path)
}

output "merge" {
  value = file(local.merge.path)
}

output "octal" {
  value = file(local.octal.path)
}

output "separator" {
  value = file(local.separator.path)
}

output "tab" {
  value = file(local.tab.path)
}

output "tag" {
  value = file(local.tag.path)
}

output "twice" {
  value = file(local.twice.path)
}

output "underscore" {
  value = file(local.underscore.path)
}
