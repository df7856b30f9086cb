resource "google_bigquery_dataset" "a" {
}
