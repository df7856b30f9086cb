locals {
  library = replace("lib/", "//$/", "")
  account = try(regex("^[a-z]+", terraform.workspace), replace(terraform.workspace, "/-([[:alnum:]]+)$/", ""))
}

output "library" {
  value = fileset(local.library, "*.json")
}

output "account" {
  value = file("${path.module}/accounts/${local.account}.json")
}
