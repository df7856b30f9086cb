# The webhook: starts builds as the two below, and can do nothing else in the project.
resource "google_service_account" "webhook" {
  account_id   = "tfgate-webhook"
  display_name = "Starts builds with the trusted configuration"
}

# Whoever brings news: proves to the webhook that Pub/Sub and Scheduler call.
resource "google_service_account" "push" {
  account_id   = "tfgate-webhook-push"
  display_name = "Pub/Sub and Scheduler, calling the webhook"
}

# What a pull request makes Terraform do, it does as this one. Give it roles/viewer on what it plans.
resource "google_service_account" "plan" {
  account_id   = "terraform-plan"
  display_name = "Plans pull requests"
}

# Give it on what it applies what the roots need.
resource "google_service_account" "apply" {
  account_id   = "terraform-apply"
  display_name = "Applies the base branches"
}

resource "google_project_iam_member" "webhook_starts_builds" {
  project = var.project
  role    = "roles/cloudbuild.builds.editor"
  member  = google_service_account.webhook.member
}

resource "google_service_account_iam_member" "webhook_builds_as" {
  for_each = {
    plan  = google_service_account.plan.name
    apply = google_service_account.apply.name
  }

  service_account_id = each.value
  role               = "roles/iam.serviceAccountUser"
  member             = google_service_account.webhook.member
}

resource "google_project_iam_member" "builds_log" {
  for_each = {
    plan  = google_service_account.plan.member
    apply = google_service_account.apply.member
  }

  project = var.project
  role    = "roles/logging.logWriter"
  member  = each.value
}

resource "google_project_iam_member" "builds_pull_images" {
  for_each = {
    plan  = google_service_account.plan.member
    apply = google_service_account.apply.member
  }

  project = var.project
  role    = "roles/artifactregistry.reader"
  member  = each.value
}
