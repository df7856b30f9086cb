variable "place" {}

data "google_cloud_run_service" "shop" {
  name     = "shop"
  location = var.place
}
