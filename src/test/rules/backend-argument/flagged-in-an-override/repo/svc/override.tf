terraform {
  backend "local" {
    path = "/workspace/other/terraform.tfstate"
  }
}
