data "google_service_account_access_token" "deploy" {
  target_service_account = "deploy@acme.iam.gserviceaccount.com"
  scopes                 = ["cloud-platform"]
}

ephemeral "google_service_account_jwt" "deploy" {
  target_service_account = "deploy@acme.iam.gserviceaccount.com"
  payload                = "{}"
}
