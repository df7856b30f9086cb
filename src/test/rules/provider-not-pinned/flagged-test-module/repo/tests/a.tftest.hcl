run "setup" {
  command = plan

  module {
    source = "./tests/setup"
  }
}
