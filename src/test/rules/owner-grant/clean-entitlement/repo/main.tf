resource "google_privileged_access_manager_entitlement" "a" {
}
