data "external" "version" {
  program = ["sh", "./version.sh"]
}

check "version" {
  data "external" "again" {
    program = ["true"]
  }

  assert {
    condition     = true
    error_message = "never"
  }
}
