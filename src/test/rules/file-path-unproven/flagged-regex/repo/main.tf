output "segment" {
  value = file("${path.module}/${regex("[.]+", terraform.workspace)}")
}

output "groups" {
  value = file(regex("(.)(.*)", "x/etc/hostname")[1])
}

output "replaced" {
  value = file(replace("x/etc/hostname", "/^x(.*)/", "$1"))
}
