ephemeral "google_service_account_key" "new" {
  service_account_id = "s@p.iam.gserviceaccount.com"
}
