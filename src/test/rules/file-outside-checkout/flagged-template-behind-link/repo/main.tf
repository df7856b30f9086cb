variable "name" {
  type = number
}

output "link" {
  value = templatefile("${path.module}/t/${var.name}.tpl", {})
}

output "linked" {
  value = templatefile("${path.module}/t/in/${var.name}x.tpl", {})
}
