resource "terraform_data" "role" {
  input = "roles/owner"
}

resource "google_project_iam_member" "ops" {
  project = "acme-dev"
  role    = terraform_data.role.output
  member  = "group:ops@acme.example"
}
