variable "folder" {
  type    = string
  default = null
}

locals {
  folder = try(pathexpand(var.folder), "")
  data   = { for name in fileset(local.folder, "**/*.yaml") : name => file("${local.folder}/${name}") }
}
