output "payload_url" {
  description = "The Payload URL of the webhook at GitHub; content type application/json."
  value       = "${google_cloud_run_v2_service.webhook.uri}/events/github"
}

output "push_service_account" {
  description = "webhook.push.service_account of gate.yaml."
  value       = google_service_account.push.email
}
