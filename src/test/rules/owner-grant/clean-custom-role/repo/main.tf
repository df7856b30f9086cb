resource "google_project_iam_custom_role" "deployer" {
  role_id     = "deployer"
  title       = "Deployer"
  permissions = ["run.services.update"]
}

resource "google_project_iam_member" "ops" {
  project = "acme-dev"
  role    = google_project_iam_custom_role.deployer.id
  member  = "group:ops@acme.example"
}
