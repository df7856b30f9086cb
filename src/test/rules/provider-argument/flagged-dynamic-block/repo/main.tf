variable "runs" {
  default = []
}

provider "kubernetes" {
  dynamic "exec" {
    for_each = var.runs
    content {
      api_version = "client.authentication.k8s.io/v1"
      command     = exec.value
    }
  }
}
