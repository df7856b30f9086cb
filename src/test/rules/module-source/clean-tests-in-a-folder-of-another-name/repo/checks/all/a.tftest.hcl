run "setup" {
  command = plan
  module {
    source = "./setup"
  }
}
