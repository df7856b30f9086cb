# The trusted configurations: what a build runs is decided here and nowhere else.
resource "google_storage_bucket" "config" {
  name                        = var.config_bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  versioning {
    enabled = true
  }
}

# Claims, subjects, open work. A claim that is gone no longer stops an old delivery by its bytes; the
# commit that is no longer the head still does.
resource "google_storage_bucket" "state" {
  name                        = var.state_bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  lifecycle_rule {
    condition {
      age = 400
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket" "reports" {
  name                        = var.reports_bucket
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  lifecycle_rule {
    condition {
      age = 90
    }
    action {
      type = "Delete"
    }
  }
}

resource "google_storage_bucket_iam_member" "config_is_read" {
  for_each = {
    webhook = google_service_account.webhook.member
    plan    = google_service_account.plan.member
    apply   = google_service_account.apply.member
  }

  bucket = google_storage_bucket.config.name
  role   = "roles/storage.objectViewer"
  member = each.value
}

resource "google_storage_bucket_iam_member" "config_is_published" {
  for_each = var.publishers

  bucket = google_storage_bucket.config.name
  role   = "roles/storage.objectUser"
  member = each.value
}

resource "google_storage_bucket_iam_member" "state_is_kept" {
  bucket = google_storage_bucket.state.name
  role   = "roles/storage.objectUser"
  member = google_service_account.webhook.member
}

resource "google_storage_bucket_iam_member" "reports_are_read" {
  bucket = google_storage_bucket.reports.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.webhook.member
}

# Creates, and never replaces: a report of another build can't be written over.
resource "google_storage_bucket_iam_member" "reports_are_written" {
  for_each = {
    plan  = google_service_account.plan.member
    apply = google_service_account.apply.member
  }

  bucket = google_storage_bucket.reports.name
  role   = "roles/storage.objectCreator"
  member = each.value
}
