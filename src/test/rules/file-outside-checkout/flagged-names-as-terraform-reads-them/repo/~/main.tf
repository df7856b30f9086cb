# path.module is "~" here.
output "credentials" {
  value = file("${path.module}/.aws/credentials")
}
