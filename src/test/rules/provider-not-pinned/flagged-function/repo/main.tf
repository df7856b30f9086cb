terraform {
  required_providers {
    evil = {
      source = "evilcorp/evil"
    }
  }
}

output "x" {
  value = provider::evil::run("id")
}
