# Cloud Build publishes on the topic of this name where there is one.
resource "google_pubsub_topic" "builds" {
  name = "cloud-builds"

  depends_on = [google_project_service.used]
}

resource "google_pubsub_subscription" "builds" {
  name                       = "tfgate-webhook"
  topic                      = google_pubsub_topic.builds.id
  ack_deadline_seconds       = 60
  message_retention_duration = "86400s"

  push_config {
    push_endpoint = "${google_cloud_run_v2_service.webhook.uri}/events/build"

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = var.audience
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  expiration_policy {
    ttl = ""
  }
}

# Takes up what an instance left that was ended, should no other be there.
resource "google_cloud_scheduler_job" "resume" {
  name             = "tfgate-webhook-resume"
  region           = var.region
  schedule         = "* * * * *"
  attempt_deadline = "60s"

  http_target {
    http_method = "POST"
    uri         = "${google_cloud_run_v2_service.webhook.uri}/events/resume"

    oidc_token {
      service_account_email = google_service_account.push.email
      audience              = var.audience
    }
  }

  depends_on = [google_project_service.used]
}
