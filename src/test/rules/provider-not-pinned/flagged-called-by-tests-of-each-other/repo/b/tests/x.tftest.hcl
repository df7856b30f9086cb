run "x" {
  command = plan

  module {
    source = "../a"
  }
}
