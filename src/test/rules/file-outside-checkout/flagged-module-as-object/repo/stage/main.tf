output "file" {
  value = "/proc/self/environ"
}
