# The accounts of Google: one for each root and phase, and who may take them on. Whoever runs tfgate needs
# nothing of what the roots manage.
terraform {
  required_version = "~> 1.11"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "~> 7.0"
    }
  }

  backend "gcs" {
    bucket = "acme-tfstate"
    prefix = "examples/identities/google"
  }
}

provider "google" {
  project = "acme-ci"
}

locals {
  names = ["platform", "billing-dev", "billing-prod", "shop-dev", "shop-prod"]
  roots = merge([for name in local.names : { "plan-${name}" = "plan", "apply-${name}" = "apply" }]...)

  # A plan is read by many and made from what nobody merged yet: its builds can't become who applies. A
  # build that applies plans first, as who plans.
  runners = merge(
    { for name, phase in local.roots : "${phase} as ${name}" => { runner = phase, root = name } },
    { for name, phase in local.roots : "apply as ${name}" => { runner = "apply", root = name } },
  )
}

# Who a root is. What each may do in the projects and states of its root stands there, not here.
resource "google_service_account" "root" {
  for_each     = local.roots
  account_id   = each.key
  display_name = "Terraform ${each.value} of one root"
}

# Who runs tfgate, in a build of Cloud Build.
resource "google_service_account" "runner" {
  for_each     = toset(["plan", "apply"])
  account_id   = "terraform-${each.key}"
  display_name = "Builds that ${each.key}"
}

# All that these need: tokens of the roots' accounts, an hour each.
resource "google_service_account_iam_member" "impersonates" {
  for_each           = local.runners
  service_account_id = google_service_account.root[each.value.root].name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = "serviceAccount:${google_service_account.runner[each.value.runner].email}"
}

resource "google_project_iam_member" "writes_logs" {
  for_each = google_service_account.runner
  project  = each.value.project
  role     = "roles/logging.logWriter"
  member   = "serviceAccount:${each.value.email}"
}

# Who runs tfgate dispatch: it starts builds, and can become no root.
resource "google_service_account" "dispatcher" {
  account_id   = "terraform-dispatch"
  display_name = "Starts one build for each root"
}

resource "google_project_iam_member" "starts_builds" {
  project = google_service_account.dispatcher.project
  role    = "roles/cloudbuild.builds.editor"
  member  = "serviceAccount:${google_service_account.dispatcher.email}"
}

resource "google_service_account_iam_member" "starts_builds_as" {
  for_each           = google_service_account.runner
  service_account_id = each.value.name
  role               = "roles/iam.serviceAccountUser"
  member             = "serviceAccount:${google_service_account.dispatcher.email}"
}

# The trusted configurations are read, and written by nobody who builds.
resource "google_storage_bucket_iam_member" "reads_configurations" {
  bucket = "acme-ci-config"
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${google_service_account.dispatcher.email}"
}

# Which build was started for which root: nobody else writes here, or a root may be built twice or not at all.
resource "google_storage_bucket_iam_member" "claims_roots" {
  bucket = "acme-ci-dispatch"
  role   = "roles/storage.objectUser"
  member = "serviceAccount:${google_service_account.dispatcher.email}"
}

# For the trust policies of AWS, which know accounts by number.
output "accounts" {
  value = { for name, account in google_service_account.root : name => account.unique_id }
}
