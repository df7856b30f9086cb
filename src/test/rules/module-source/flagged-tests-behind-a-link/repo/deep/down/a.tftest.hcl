mock_provider "aws" {
  source = "../mocks"
}

run "r" {
  module {
    source = "../m"
  }
}
