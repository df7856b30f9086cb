output "text" {
  value = file(trimspace(file("${path.module}/name.txt")))
}
