locals {
  template = file("${path.module}/hello.txt")
}

output "text" {
  value = templatestring(local.template, {})
}
