terraform {
  required_providers {
    google = {
      source = "hashicorp/local"
    }
    dotenv = {
      source = "acme/dotenv"
    }
  }
}

output "a" {
  value = provider::google::direxists("/root/.ssh")
}

output "b" {
  value = provider::google::region_from_zone("/root/.ssh")
}

output "c" {
  value = provider::dotenv::get("KEY", pathexpand("~/.env"))
}

output "d" {
  value = provider::dotenv::all(["a", { path = "../../.env" }])
}
