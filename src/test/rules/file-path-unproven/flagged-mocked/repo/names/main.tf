output "path" {
  value = "README.md"
}
