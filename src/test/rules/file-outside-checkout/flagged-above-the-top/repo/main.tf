output "text" {
  value = file("${path.module}/../secrets.txt")
}
