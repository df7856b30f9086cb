variable "paths" {
  type = object({
    settings = optional(string, "config.yaml")
    more     = optional(string)
  })
  default = {}
}

locals {
  paths    = { for name, path in var.paths : name => try(pathexpand(startswith(path, "/") ? path : "./${path}"), null) }
  settings = yamldecode(file(local.paths.settings))
}

output "optional" {
  value = file(local.settings.templates.first)
}
