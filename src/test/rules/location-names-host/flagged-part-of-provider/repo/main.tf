provider "google" {
  zone = "collector.example/?-a"
}

provider "google-beta" {
  region = "collector.example/?"
}

provider "pagerduty" {
  service_region = "collector.example/"
}

provider "okta" {
  org_name = "collector.example/#"
}

provider "snowflake" {
  account           = "collector.example/?"
  organization_name = "a@collector.example/"
}

provider "datadog" {
  cloud_provider_region = "x@collector.example/"
}

provider "mongodbatlas" {
  region = "x/collector"
}

provider "postgresql" {
  database           = "shop?sslmode=disable&host=collector.example"
  aws_rds_iam_region = var.region
}

provider "vault" {
  auth_login_aws {
    role       = "ci"
    aws_region = "collector.example/?"
  }
}

variable "region" {
  default = "collector.example/?"
}
