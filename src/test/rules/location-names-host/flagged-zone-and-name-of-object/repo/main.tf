resource "google_pubsub_lite_topic" "a" {
  name = "a"
  zone = "collector.example/?-a"
}

data "google_secret_manager_regional_secret_version" "a" {
  secret = "projects/p/locations/collector.example/x/secrets/a"
}

resource "google_vertex_ai_featurestore_entitytype" "a" {
  featurestore = "projects/p/locations/collector.example?/featurestores/a"
}

resource "aws_s3_bucket" "a" {
  bucket = "a"
  region = "x@collector.example/"
}

data "google_secret_manager_regional_secret_version" "b" {
  secret = "projects/p/locations/$x@collector.example/secrets/a"
}
