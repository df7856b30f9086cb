data "google_client_config" "current" {}

resource "google_container_cluster" "main" {
  name     = "main"
  location = "europe-west1"
}

provider "kubernetes" {
  host                   = "https://${google_container_cluster.main.endpoint}"
  token                  = data.google_client_config.current.access_token
  cluster_ca_certificate = base64decode(google_container_cluster.main.master_auth[0].cluster_ca_certificate)
}
