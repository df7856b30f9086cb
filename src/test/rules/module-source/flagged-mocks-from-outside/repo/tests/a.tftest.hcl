mock_provider "aws" {
  source = "/tmp/mocks"
}

mock_provider "aws" {
  alias  = "up"
  source = "../../mocks"
}
