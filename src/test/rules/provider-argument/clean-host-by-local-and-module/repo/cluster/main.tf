resource "google_container_cluster" "main" {
  name     = "main"
  location = "europe-west1"
}

output "endpoint" {
  value = google_container_cluster.main.endpoint
}
