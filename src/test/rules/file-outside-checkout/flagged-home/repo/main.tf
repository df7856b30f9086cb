output "content" {
  value = file("${pathexpand("~")}/.aws/credentials")
}
