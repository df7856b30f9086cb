variable "name" {
  type = string
}

resource "helm_release" "a" {
  name  = "a"
  chart = "${path.module}/charts/a"
}

resource "helm_release" "b" {
  name       = "b"
  repository = "https://charts.example.com"
  chart      = "b"
}

resource "helm_release" "c" {
  name  = "c"
  chart = "./charts/${var.name}"
}
