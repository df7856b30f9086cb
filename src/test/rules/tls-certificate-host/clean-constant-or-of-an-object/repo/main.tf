data "tls_certificate" "a" {
  url = "https://token.actions.githubusercontent.com"
}

data "tls_certificate" "b" {
  url = aws_eks_cluster.main.identity[0].oidc[0].issuer
}
