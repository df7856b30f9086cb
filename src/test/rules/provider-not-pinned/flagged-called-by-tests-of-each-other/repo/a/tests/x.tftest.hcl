run "x" {
  command = plan

  module {
    source = "../b"
  }
}
