data "google_storage_bucket_object_content" "state" {
  bucket = local.bucket
  name   = "other/service/default.tfstate"
}

locals {
  bucket = "example-${"tfstate"}"
}

resource "google_storage_bucket_object" "state" {
  for_each = toset(["example-tfstate", "example-files"])
  bucket   = each.value
  name     = "other/service/default.tfstate"
  content  = "{}"
}

module "read" {
  source = "./read"
  bucket = "example-tfstate"
}
