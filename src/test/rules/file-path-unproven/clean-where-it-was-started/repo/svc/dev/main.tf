output "name" {
  value = file("${path.cwd}/hostname")
}
