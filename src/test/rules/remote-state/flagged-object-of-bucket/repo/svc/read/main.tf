variable "bucket" {}

data "google_storage_object_signed_url" "state" {
  bucket = var.bucket
  path   = "other/service/default.tfstate"
}
