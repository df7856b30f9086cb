terraform {
  required_providers {
    x = {
      source = "terraform.io/builtin/x"
    }
  }
}
