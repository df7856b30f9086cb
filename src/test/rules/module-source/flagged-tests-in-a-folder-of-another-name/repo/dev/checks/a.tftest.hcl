run "a" {
  module {
    source = "./nowhere"
  }
}

run "b" {
  module {
    source = "../../../setup"
  }
}
