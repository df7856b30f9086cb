import {
  to = google_cloud_run_service.shop
  id = "locations/collector.attacker.invalid?/namespaces/p/services/shop"
}

resource "google_cloud_run_service" "shop" {
  name     = "shop"
  location = "europe-west1"
}
