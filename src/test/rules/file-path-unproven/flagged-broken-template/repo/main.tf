output "text" {
  value = templatefile("${path.module}/t.tpl", {})
}
