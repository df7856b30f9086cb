provider "google-beta" {
  project                 = "acme"
  storage_custom_endpoint = var.endpoint
}

variable "endpoint" {
  default = null
}
