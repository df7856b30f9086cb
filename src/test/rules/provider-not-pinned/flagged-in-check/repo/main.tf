check "up" {
  data "evil_thing" "x" {}

  assert {
    condition     = true
    error_message = "down"
  }
}
