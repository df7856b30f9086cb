check "health" {
  data "external" "probe" {
    program = ["/bin/sh", "-c", "echo '{\"ok\":\"yes\"}'"]
  }

  assert {
    condition     = data.external.probe.result.ok == "yes"
    error_message = "unhealthy"
  }
}
