output "o" {
  value = templatefile("${path.module}/t/${terraform.workspace}.tpl", {})
}
