data "google_iam_policy" "p" {
  binding {
    role    = "roles/owner"
    members = ["group:ops@acme.example"]
  }
}

resource "google_folder_iam_policy" "f" {
  folder      = "folders/1"
  policy_data = data.google_iam_policy.p.policy_data
}
