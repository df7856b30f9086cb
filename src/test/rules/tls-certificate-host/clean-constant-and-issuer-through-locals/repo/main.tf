resource "aws_eks_cluster" "main" {
  name = "main"
}

locals {
  github = "https://token.actions.githubusercontent.com"
  issuer = try(aws_eks_cluster.main.identity[0].oidc[0].issuer, null)
}

data "tls_certificate" "github" {
  url = local.github
}

data "tls_certificate" "cluster" {
  url = local.issuer
}
