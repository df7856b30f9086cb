terraform {
  required_providers {
    g = {
      source = "hashicorp/google"
    }
    local = {
      source = "hashicorp/local"
    }
    acme = {
      source = "acme/acme"
    }
  }
}

variable "zone" {
  type = string
}

output "a" {
  value = provider::g::region_from_zone(var.zone)
}

output "b" {
  value = provider::local::direxists("${path.module}/charts")
}

output "c" {
  value = provider::terraform::encode_tfvars({ zone = var.zone })
}

output "d" {
  value = provider::acme::double("a", 2, true)
}
