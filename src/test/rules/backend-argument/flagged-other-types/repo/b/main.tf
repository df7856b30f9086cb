terraform {
  backend "kubernetes" {
    secret_suffix = "b"
    config_path   = "./kubeconfig"
  }
}
