provider "google" {
  impersonate_service_account = "owner@acme.iam.gserviceaccount.com"
}
