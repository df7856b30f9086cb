resource "google_container_cluster" "main" {
  name     = "main"
  location = "europe-west1"
}

provider "kubernetes" {
  host = "https://example.net/${google_container_cluster.main.endpoint}"
}
