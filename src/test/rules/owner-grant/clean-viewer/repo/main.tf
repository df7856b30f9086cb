resource "google_project_iam_member" "ops" {
  project = "acme-dev"
  role    = "roles/viewer"
  member  = "group:ops@acme.example"
}
