resource "google_cloud_run_v2_service" "webhook" {
  name                = "tfgate-webhook"
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_ALL"
  deletion_protection = true

  # Open to everybody: GitHub has no identity at Google. The signature of each delivery is what counts.
  invoker_iam_disabled = true

  template {
    service_account                  = google_service_account.webhook.email
    timeout                          = "60s"
    max_instance_request_concurrency = 80

    scaling {
      min_instance_count = 0
      max_instance_count = 4
    }

    containers {
      image = var.image
      args  = ["webhook", "serve"]

      ports {
        container_port = 8080
      }

      resources {
        limits = {
          cpu    = "1"
          memory = "512Mi"
        }
        # What an answer did not wait for is finished behind it.
        cpu_idle          = false
        startup_cpu_boost = true
      }

      startup_probe {
        period_seconds    = 1
        failure_threshold = 30

        http_get {
          path = "/health"
        }
      }

      liveness_probe {
        period_seconds = 30

        http_get {
          path = "/health"
        }
      }
    }
  }

  depends_on = [
    google_project_service.used,
    google_secret_manager_secret_iam_member.webhook,
    google_storage_bucket_iam_member.state_is_kept,
  ]
}
