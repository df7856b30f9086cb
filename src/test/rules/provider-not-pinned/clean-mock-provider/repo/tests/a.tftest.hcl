mock_provider "evil" {}

run "a" {
  command = plan
}
