run "c" {
  module {
    source = "./setup"
  }
}
