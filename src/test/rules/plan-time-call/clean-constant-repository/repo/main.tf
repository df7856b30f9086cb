resource "helm_release" "a" {
  name       = "a"
  chart      = "a"
  repository = var.charts
}

resource "helm_release" "b" {
  name       = "b"
  chart      = "./charts/b"
  repository = null
}

data "helm_template" "c" {
  name       = "c"
  chart      = "c"
  repository = "oci://${aws_ecr_repository.charts.repository_url}"
}

data "docker_registry_image" "a" {
  name = "nginx:1.29"
}

data "github_rest_api" "a" {
  endpoint = "repos/acme/shop/git/refs/heads/${var.branch}"
}

data "github_rest_api" "b" {
  endpoint = "/orgs/acme"
}

resource "aws_ecr_repository" "charts" {
  name = "charts"
}

variable "charts" {
  default = "https://charts.acme.example"
}

variable "branch" {
  type = string
}
