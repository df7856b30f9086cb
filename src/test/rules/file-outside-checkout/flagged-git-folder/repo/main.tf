output "remote" {
  value = file("${path.root}/.git/config")
}
