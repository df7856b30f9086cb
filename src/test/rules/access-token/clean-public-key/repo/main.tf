data "google_service_account_key" "public" {
  name            = "projects/p/serviceAccounts/s@p.iam.gserviceaccount.com/keys/1"
  public_key_type = "TYPE_X509_PEM_FILE"
}
