provider "aws" {
  version = "> 5.100"
}
