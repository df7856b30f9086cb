data "google_secret_manager_secret_version" "db" {
  secret = "db-password"
}

data "local_file" "x" {
  filename = "x"
}
