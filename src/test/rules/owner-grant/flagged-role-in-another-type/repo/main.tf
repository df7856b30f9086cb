resource "google_future_grants" "a" {
}
