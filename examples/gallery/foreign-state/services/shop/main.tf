terraform {
  backend "gcs" {
    bucket = "acme-tfstate"
    prefix = "services/payroll/prod"
  }
}
