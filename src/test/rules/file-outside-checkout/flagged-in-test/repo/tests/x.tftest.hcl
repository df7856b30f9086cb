run "x" {
  command = plan

  assert {
    condition     = true
    error_message = file("/etc/hostname")
  }
}
