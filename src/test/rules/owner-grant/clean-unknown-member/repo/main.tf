resource "google_project_iam_binding" "a" {
}
