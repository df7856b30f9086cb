resource "aws_eks_cluster" "c" {
  name = "c"
}

provider "helm" {
  dynamic "kubernetes" {
    for_each = [aws_eks_cluster.c.endpoint]
    content {
      host = kubernetes.value
    }
  }
}

provider "aws" {
  dynamic "endpoints" {
    for_each = ["eu-west-1"]
    content {
      ec2 = "https://ec2.${endpoints.value}.amazonaws.com"
    }
  }
}
