run "x" {
  command = plan

  module {
    source = "../evil"
  }
}
