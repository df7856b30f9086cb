run "a" {
  module {
    source = "../outside"
  }
}
