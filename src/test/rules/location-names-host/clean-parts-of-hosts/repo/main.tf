provider "google" {
  region = "europe-west1"
  zone   = "europe-west1-b"
}

provider "okta" {
  org_name = var.org
}

provider "snowflake" {
  account = "xy12345.eu-central-1.aws"
}

provider "pagerduty" {
  service_region = "eu"
}

data "google_secret_manager_regional_secret_version" "a" {
  secret = "projects/example.com:p/locations/europe-west1/secrets/a"
}

resource "google_compute_instance" "a" {
  name         = "a"
  machine_type = "e2-micro"
  zone         = "https://www.googleapis.com/compute/v1/projects/p/zones/europe-west1-b"
}

resource "aws_s3_bucket" "a" {
  region = "eu-west-1"
}

variable "org" {
  type = string
}

resource "google_tags_location_tag_binding" "a" {
  parent    = "//run.googleapis.com/projects/p/locations/$locations:primary/services/a"
  tag_value = "tagValues/1"
  location  = "europe-west1"
}
