provider "google" {
  impersonate_service_account = "tf@acme.iam.gserviceaccount.com"
}

provider "aws" {
  assume_role {
    role_arn     = "arn:aws:iam::111122223333:role/terraform"
    session_name = "ci"
  }
}
