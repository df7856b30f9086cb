check "c" {
  data "terraform_remote_state" "a" {
    backend = "kubernetes"
    config = {
      config_path = "./kubeconfig"
    }
  }

  assert {
    condition     = true
    error_message = "never"
  }
}
