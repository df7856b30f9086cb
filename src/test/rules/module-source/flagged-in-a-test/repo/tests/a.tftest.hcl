run "setup" {
  command = plan
  module {
    source = "hashicorp/consul/aws"
  }
}
