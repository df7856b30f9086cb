output "é" {
  value = "/proc/self/environ"
}
