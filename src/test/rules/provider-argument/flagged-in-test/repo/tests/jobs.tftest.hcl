provider "aws" {
  endpoints {
    sqs = "https://example.net"
  }
}

run "plan" {
  command = plan
}
