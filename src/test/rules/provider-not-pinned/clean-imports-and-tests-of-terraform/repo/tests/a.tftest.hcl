provider "foreign" {}

mock_provider "mocked" {}

run "plan" {
  command = plan
}
