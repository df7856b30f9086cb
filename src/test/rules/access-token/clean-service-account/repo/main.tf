data "google_service_account" "deploy" {
  account_id = "deploy"
}
