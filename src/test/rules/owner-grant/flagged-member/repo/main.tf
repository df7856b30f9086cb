resource "google_project_iam_member" "ops" {
  project = "acme-dev"
  role    = "roles/owner"
  member  = "group:ops@acme.example"
}
