output "text" {
  value = file(abspath("${path.module}/text"))
}
