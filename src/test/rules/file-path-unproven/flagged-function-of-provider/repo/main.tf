terraform {
  required_providers {
    local = {
      source = "hashicorp/local"
    }
    acme = {
      source = "acme/acme"
    }
  }
}

variable "folder" {
  type = string
}

output "a" {
  value = provider::local::direxists(var.folder)
}

output "b" {
  value = provider::acme::read("a", var.folder)
}
