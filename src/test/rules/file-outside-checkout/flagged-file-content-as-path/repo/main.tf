output "text" {
  value = file(yamldecode(file("${path.module}/settings.yaml")).path)
}
