variable "folder" {
  type    = string
  default = ""
}

locals {
  named  = try(length(var.folder) > 0, false)
  folder = local.named ? var.folder : null
  files  = local.named ? tolist(fileset(local.folder, "*.json")) : []
}

output "documents" {
  value = { for name in local.files : name => jsondecode(file("${local.folder}/${name}")) }
}
