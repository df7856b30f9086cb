provider "helm" {
  kubernetes = {
    host = data.google_container_cluster.main.endpoint
    exec = {
      api_version = "client.authentication.k8s.io/v1"
      command     = "./token.sh"
    }
  }
}
