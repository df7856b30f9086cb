resource "google_project_iam_policy" "a" {
}
