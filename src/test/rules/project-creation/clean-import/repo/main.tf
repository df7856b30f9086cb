resource "google_project" "dev" {
  name       = "dev"
  project_id = "acme-dev"
}
