# Versions are added by hand, so that no secret is in a state file:
#   gcloud secrets versions add tfgate-webhook-secret --data-file -
locals {
  secrets = {
    secret = "tfgate-webhook-secret"
    token  = "tfgate-webhook-token"
  }
}

resource "google_secret_manager_secret" "webhook" {
  for_each = local.secrets

  secret_id = each.value

  replication {
    auto {}
  }

  depends_on = [google_project_service.used]
}

resource "google_secret_manager_secret_iam_member" "webhook" {
  for_each = google_secret_manager_secret.webhook

  project   = var.project
  secret_id = each.value.secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = google_service_account.webhook.member
}
