variable "region" {}

provider "google" {
  region = var.region
}

provider "google" {
  alias  = "eu"
  region = "${local.continent}-west1"
}

locals {
  continent = "europe"
}

data "google_cloud_run_service" "shop" {
  name     = "shop"
  location = var.region
}

resource "google_storage_bucket" "b" {
  name     = "b"
  location = "EU"
}

resource "aws_glue_catalog_table" "t" {
  storage_descriptor {
    location = "s3://bucket/path"
  }
}

resource "google_folder" "f" {
  display_name = "f"
  parent       = "organizations/1"
}

import {
  to = google_cloud_run_service_iam_member.m
  id = "projects/p/locations/europe-west1/services/s roles/run.invoker deleted:serviceAccount:a@p.iam.gserviceaccount.com?uid=1"
}

import {
  to = aws_apigatewayv2_route.r
  id = "a?b"
}
