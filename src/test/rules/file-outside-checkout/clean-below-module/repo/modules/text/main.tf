variable "file" {
  type = string
}

output "text" {
  value = file(var.file)
}

output "own" {
  value = templatefile("${path.module}/text.tpl", { name = "x" })
}
