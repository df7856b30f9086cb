mock_provider "aws" {
  source = "./tests/mocks"
}
